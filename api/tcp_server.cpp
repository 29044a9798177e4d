#include "troupe/api/tcp_server.hpp"

#include <utility>

#include "troupe/api/implementation.hpp"
#include "troupe/api/property_checks.hpp"
#include "troupe/api/simulation_state.hpp"

namespace troupe {

TCPServer::TCPServer() : implementation_(std::make_unique<Implementation>(nullptr)) {}

TCPServer::TCPServer(Simulation& simulation)
  : implementation_(std::make_unique<Implementation>(&simulation.Inside().network)) {}

TCPServer::~TCPServer() = default;

// -- methods on the server -----------------------------------------------------------------------------------------

void TCPServer::DoEvents() {
  implementation_->do_events();
}

void TCPServer::Run() {
  implementation_->run();
}

void TCPServer::Stop() noexcept {
  implementation_->stop();
}

void TCPServer::StartListening() {
  implementation_->start_listening();
}

void TCPServer::StopListening() {
  implementation_->stop_listening();
}

void TCPServer::Shutdown() {
  implementation_->shutdown();
}

void TCPServer::Reset() {
  Shutdown();
  implementation_->values(server_values{});
}

bool TCPServer::Listening() const noexcept {
  return implementation_->listening();
}

ConnectionList TCPServer::Connections() const {
  return implementation_->connections();
}

Connection TCPServer::Connections(std::int64_t connection_id) const {
  return implementation_->connection(connection_id);
}

// -- methods on one connection -------------------------------------------------------------------------------------

void TCPServer::ChangeRecordLength(std::int64_t connection_id, int record_length) {
  check_record_length(record_length);
  implementation_->with(connection_id, [&](actors::connection& target) {
    target.change_framing(
      [&](net::framing& framing) { framing.record_length = static_cast<std::size_t>(record_length); });
  });
}

void TCPServer::Disconnect(std::int64_t connection_id) {
  implementation_->with(connection_id,
                        [](actors::connection& target) { target.disconnect(actors::close_how::lingering); });
}

void TCPServer::Interrupt(std::int64_t connection_id) {
  implementation_->with(connection_id, [](actors::connection& target) { target.interrupt(); });
}

void TCPServer::PauseData(std::int64_t connection_id) {
  implementation_->with(connection_id, [](actors::connection& target) { target.pause(true); });
}

void TCPServer::ProcessData(std::int64_t connection_id) {
  implementation_->with(connection_id, [](actors::connection& target) { target.pause(false); });
}

void TCPServer::Send(std::int64_t connection_id, BytesView data) {
  implementation_->send_to(connection_id, [&](sending by) { by.send(data.Text()); });
}

void TCPServer::SendBytes(std::int64_t connection_id, BytesView data) {
  Send(connection_id, data);
}

void TCPServer::SendText(std::int64_t connection_id, std::string_view text) {
  if (implementation_->encodes())
    Send(connection_id, implementation_->encoded(text));
  else
    Send(connection_id, text);
}

void TCPServer::SendLine(std::int64_t connection_id, std::string_view text) {
  constexpr std::string_view end_of_line = "\r\n";
  if (implementation_->encodes())
    return Send(connection_id, implementation_->encoded(std::string{text}.append(end_of_line)));
  implementation_->send_to(connection_id, [&](sending by) { by.send(text, end_of_line); });
}

void TCPServer::SendFile(std::int64_t connection_id, const std::string& file_name) {
  implementation_->send_to(connection_id, [&](sending by) { by.send_file(file_name); });
}

void TCPServer::SendFile(std::int64_t connection_id, std::istream& stream) {
  const bool close_after = implementation_->values().close_stream_after_transfer;
  implementation_->send_to(connection_id, [&](sending by) { by.send_stream(stream, close_after); });
}

void TCPServer::StartSSL(std::int64_t connection_id) {
  implementation_->start_tls(connection_id);
}

// -- events --------------------------------------------------------------------------------------------------------

void TCPServer::OnConnected(ConnectedHandler handler) {
  implementation_->events().change([&](handlers& all) { all.connected = std::move(handler); });
}

void TCPServer::OnConnectionRequest(ConnectionRequestHandler handler) {
  implementation_->events().change([&](handlers& all) { all.connection_request = std::move(handler); });
}

void TCPServer::OnDataIn(DataInHandler handler) {
  implementation_->events().change([&](handlers& all) { all.data_in = std::move(handler); });
}

void TCPServer::OnDisconnected(DisconnectedHandler handler) {
  implementation_->events().change([&](handlers& all) { all.disconnected = std::move(handler); });
}

void TCPServer::OnError(ErrorHandler handler) {
  implementation_->events().change([&](handlers& all) { all.error = std::move(handler); });
}

void TCPServer::OnReadyToSend(ReadyToSendHandler handler) {
  implementation_->events().change([&](handlers& all) { all.ready_to_send = std::move(handler); });
}

void TCPServer::OnSSLClientAuthentication(SSLClientAuthenticationHandler handler) {
  implementation_->events().change([&](handlers& all) { all.client_authentication = std::move(handler); });
}

void TCPServer::OnSSLConnectionRequest(SSLConnectionRequestHandler handler) {
  implementation_->events().change([&](handlers& all) { all.tls_request = std::move(handler); });
}

void TCPServer::OnSSLStatus(SSLStatusHandler handler) {
  implementation_->events().change([&](handlers& all) { all.tls_status = std::move(handler); });
}

} // namespace troupe
