// Sends back what it receives, and no faster than the client reads it: a client that doesn't read isn't read from.

#include <cstdio>
#include <exception>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/certificate.hpp"
#include "troupe/examples/options.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/api/tcp_server.hpp>

namespace {

class echo {
public:
  echo(troupe::TCPServer& server, std::string eol) : server_(server), eol_(std::move(eol)) {
    server_.DefaultEOL(eol_);
    server_.OnDataIn([this](troupe::DataInEvent& e) { receive(e); });
    server_.OnReadyToSend([this](troupe::ReadyToSendEvent& e) { send_rest(e.ConnectionId); });
    server_.OnDisconnected([this](troupe::DisconnectedEvent& e) { take_rest(e.ConnectionId); });
  }

private:
  void receive(const troupe::DataInEvent& e) {
    if (eol_.empty())
      return send(e.ConnectionId, e.Text);
    std::string line{e.Text};
    // False: a piece of a line longer than MaxLineLength, or a last line without an end.
    if (e.EOL)
      line += eol_;
    send(e.ConnectionId, line);
  }

  /// Sends what there is room for; for the rest it waits, and so does the client's next DataIn.
  void send(std::int64_t id, std::string_view bytes) {
    for (;;) {
      try {
        return server_.Send(id, bytes);
      } catch (const troupe::Error& error) {
        if (error.code() != troupe::ErrorCode::WouldBlock)
          throw;
      }
      const auto sent = server_.Connections(id).BytesSent();
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      // Documented: ReadyToSend is fired only after a send that took nothing.
      if (sent == 0)
        break;
    }
    server_.PauseData(id);
    const std::lock_guard lock{guard_};
    rests_[id] = bytes;
  }

  void send_rest(std::int64_t id) {
    const auto rest = take_rest(id);
    if (rest.empty())
      return;
    server_.ProcessData(id);
    send(id, rest);
  }

  std::string take_rest(std::int64_t id) {
    const std::lock_guard lock{guard_};
    const auto found = rests_.extract(id);
    return found ? std::move(found.mapped()) : std::string{};
  }

  troupe::TCPServer& server_;
  std::string eol_;
  std::mutex guard_; // with --workers, events of several connections fire at the same time
  std::map<std::int64_t, std::string> rests_;
};

} // namespace

int main(int argc, char** argv) try {
  std::vector<examples::option> own{
    {"eol", "none", "what is sent back at once: lines that end with lf or crlf, or none: whatever comes"},
    {"workers", "0", "threads that serve the connections; 0: the main thread does"},
    {"max", "1000", "clients at the same time"},
    {"tls", "", "speak TLS", true}};
  for (const auto& each : examples::certificate_options())
    own.push_back(each);
  const examples::options options{argc, argv, "An echo server: sends back what it receives.", "0", own};
  const bool tls = options.has("tls");
  if (!tls && (options.has("cert") || options.has("key")))
    options.fail("--cert and --key are for --tls, which is missing");
  const auto& eol = options.word("eol", {"none", "lf", "crlf"});
  troupe::TCPServer server;
  server.Config("WorkerThreads=" + std::to_string(options.number("workers", 0, 256)));
  server.Config("MaxConnections=" + std::to_string(options.number("max", 1, 10'000'000)));
  server.Config("TcpNoDelay=True");
  const echo echoing{server, eol == "crlf" ? "\r\n" : eol == "lf" ? "\n" : ""};
  if (tls)
    examples::use_certificate(server, options);
  server.SSLEnabled(tls);
  server.OnConnected(examples::tell_failure);
  examples::listen(server, options);
  if (tls)
    examples::say_how_to_connect(server, options, "");
  else
    examples::say("Echoing. Try:  nc " + examples::address_of(server, options));
  examples::run_until_signal(server);
  examples::shut_down(server);
} catch (const std::exception& error) {
  std::fprintf(stderr, "echo: %s\n", error.what());
  return 1;
}
