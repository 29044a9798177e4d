#include "troupe/tests/support/event_log.hpp"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <utility>

namespace troupe::test {

namespace {

bool is(const event& which, std::string_view name, std::int64_t connection_id) {
  return which.name == name && (connection_id == 0 || which.connection_id == connection_id);
}

} // namespace

std::string to_line(const event& which) {
  if (which.name == "ConnectionRequest")
    return which.name + ' ' + which.text + ' ' + std::to_string(which.code) + (which.flag ? "" : " (not accepted)");
  auto line = which.name + ' ' + std::to_string(which.connection_id);
  if (which.name == "ReadyToSend")
    return line;
  if (which.name == "DataIn")
    return line + ' ' + which.text + (which.flag ? "" : " (no EOL)");
  if (which.name == "SSLStatus" || which.name == "SSLConnectionRequest")
    return line + ' ' + which.text;
  if (which.name == "SSLClientAuthentication")
    return line + ' ' + which.text + (which.flag ? "" : " (not accepted)");
  return line + ' ' + std::to_string(which.code) + ' ' + which.text;
}

std::ostream& operator<<(std::ostream& out, const event& which) {
  return out << to_line(which);
}

void event_log::attach(TCPServer& server) {
  server.OnConnectionRequest([this](ConnectionRequestEvent& e) {
    add({"ConnectionRequest", 0, e.Port, e.Address, e.Accept, {}});
    then_connection_request(e);
  });
  server.OnConnected([this](ConnectedEvent& e) {
    add({"Connected", e.ConnectionId, e.StatusCode, e.Description, false, {}});
    then_connected(e);
  });
  server.OnDataIn([this](DataInEvent& e) {
    add({"DataIn", e.ConnectionId, 0, std::string{e.TextB.Text()}, e.EOL, {}});
    then_data_in(e);
  });
  server.OnDisconnected([this](DisconnectedEvent& e) {
    add({"Disconnected", e.ConnectionId, e.StatusCode, e.Description, false, {}});
    then_disconnected(e);
  });
  server.OnError([this](ErrorEvent& e) {
    add({"Error", e.ConnectionId, e.ErrorCode, e.Description, false, {}});
    then_error(e);
  });
  server.OnReadyToSend([this](ReadyToSendEvent& e) {
    add({"ReadyToSend", e.ConnectionId, 0, {}, false, {}});
    then_ready_to_send(e);
  });
}

void event_log::attach_tls(TCPServer& server) {
  server.OnSSLClientAuthentication([this](SSLClientAuthenticationEvent& e) {
    add({"SSLClientAuthentication", e.ConnectionId, 0, e.Status, e.Accept, {}});
    then_ssl_client_authentication(e);
  });
  server.OnSSLConnectionRequest([this](SSLConnectionRequestEvent& e) {
    add({"SSLConnectionRequest", e.ConnectionId, 0, e.ServerName, false, {}});
    then_ssl_connection_request(e);
  });
  server.OnSSLStatus([this](SSLStatusEvent& e) {
    add({"SSLStatus", e.ConnectionId, 0, e.Message, false, {}});
    then_ssl_status(e);
  });
}

std::vector<event> event_log::all() const {
  const std::lock_guard lock{guard_};
  return events_;
}

std::vector<event> event_log::of(std::string_view name, std::int64_t connection_id) const {
  std::vector<event> found;
  const std::lock_guard lock{guard_};
  std::copy_if(events_.begin(), events_.end(), std::back_inserter(found),
               [&](const event& which) { return is(which, name, connection_id); });
  return found;
}

std::vector<std::string> event_log::lines(std::int64_t connection_id) const {
  std::vector<std::string> found;
  const std::lock_guard lock{guard_};
  for (const auto& which : events_) {
    if (which.connection_id == connection_id)
      found.push_back(to_line(which));
  }
  return found;
}

std::size_t event_log::count(std::string_view name, std::int64_t connection_id) const {
  const std::lock_guard lock{guard_};
  const auto count =
    std::count_if(events_.begin(), events_.end(), [&](const event& which) { return is(which, name, connection_id); });
  return static_cast<std::size_t>(count);
}

event event_log::last(std::string_view name, std::int64_t connection_id) const {
  const auto found = of(name, connection_id);
  if (found.empty())
    throw std::runtime_error{"event_log: no " + std::string{name}};
  return found.back();
}

std::string event_log::data(std::int64_t connection_id) const {
  std::string bytes;
  const std::lock_guard lock{guard_};
  for (const auto& which : events_) {
    if (is(which, "DataIn", connection_id))
      bytes += which.text;
  }
  return bytes;
}

void event_log::clear() {
  const std::lock_guard lock{guard_};
  events_.clear();
}

void event_log::add(event what) {
  what.thread = std::this_thread::get_id();
  const std::lock_guard lock{guard_};
  events_.push_back(std::move(what));
}

} // namespace troupe::test
