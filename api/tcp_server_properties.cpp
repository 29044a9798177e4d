#include <array>
#include <utility>

#include <unistd.h>

#include "troupe/api/implementation.hpp"
#include "troupe/api/property_checks.hpp"
#include "troupe/api/setting_request.hpp"

namespace troupe {

namespace {

std::string host_name() {
  // POSIX: HOST_NAME_MAX is 255 at most, and the name may be cut without a NUL.
  std::array<char, 257> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : std::string{};
}

} // namespace

std::string TCPServer::Config(std::string_view configuration_string) {
  const auto request = parse_setting_request(configuration_string);
  if (request.value) {
    auto changed = implementation_->values();
    set_setting(changed, request, Listening());
    implementation_->values(std::move(changed));
  }
  const auto session_of = [this](std::int64_t id) { return implementation_->session(id); };
  return get_setting(implementation_->values(), session_of, request);
}

int TCPServer::ConnectionBacklog() const {
  return implementation_->values().connection_backlog;
}

void TCPServer::ConnectionBacklog(int clients) {
  check_connection_backlog(clients);
  implementation_->change(&server_values::connection_backlog, clients);
}

std::string TCPServer::DefaultEOL() const {
  return implementation_->values().default_eol;
}

void TCPServer::DefaultEOL(std::string_view value) {
  implementation_->change(&server_values::default_eol, std::string{value});
}

Bytes TCPServer::DefaultEOLB() const {
  return BytesView{implementation_->values().default_eol}.ToBytes();
}

void TCPServer::DefaultEOLB(BytesView value) {
  DefaultEOL(value.Text());
}

int TCPServer::DefaultIdleTimeout() const {
  return implementation_->values().default_idle_timeout;
}

void TCPServer::DefaultIdleTimeout(int seconds) {
  check_timeout("DefaultIdleTimeout", seconds);
  implementation_->change(&server_values::default_idle_timeout, seconds);
}

int TCPServer::DefaultMaxLineLength() const {
  return implementation_->values().default_max_line_length;
}

void TCPServer::DefaultMaxLineLength(int bytes) {
  check_max_line_length("DefaultMaxLineLength", bytes);
  implementation_->change(&server_values::default_max_line_length, bytes);
}

bool TCPServer::DefaultSingleLineMode() const {
  return implementation_->values().default_single_line_mode;
}

void TCPServer::DefaultSingleLineMode(bool value) {
  implementation_->change(&server_values::default_single_line_mode, value);
}

int TCPServer::DefaultTimeout() const {
  return implementation_->values().default_timeout;
}

void TCPServer::DefaultTimeout(int seconds) {
  check_timeout("DefaultTimeout", seconds);
  implementation_->change(&server_values::default_timeout, seconds);
}

bool TCPServer::KeepAlive() const {
  return implementation_->values().keep_alive;
}

void TCPServer::KeepAlive(bool value) {
  implementation_->change(&server_values::keep_alive, value);
}

bool TCPServer::Linger() const {
  return implementation_->values().linger;
}

void TCPServer::Linger(bool value) {
  implementation_->change(&server_values::linger, value);
}

std::string TCPServer::LocalHost() const {
  if (!Listening())
    return implementation_->values().local_host;
  // Documented: the name by gethostname(), or the address of the interface that was chosen.
  return implementation_->values().local_host.empty() ? host_name() : implementation_->local().address();
}

void TCPServer::LocalHost(std::string_view value) {
  check_local_host(Listening());
  implementation_->change(&server_values::local_host, std::string{value});
}

int TCPServer::LocalPort() const {
  return Listening() ? implementation_->local().port() : implementation_->values().local_port;
}

void TCPServer::LocalPort(int value) {
  check_local_port(value, Listening());
  implementation_->change(&server_values::local_port, value);
}

} // namespace troupe
