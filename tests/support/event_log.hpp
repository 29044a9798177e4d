#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "troupe/api/tcp_server.hpp"

namespace troupe::test {

/// One event that a server fired.
struct event {
  std::string name;               ///< "Connected", "DataIn" ...
  std::int64_t connection_id = 0; ///< 0 for ConnectionRequest
  int code = 0;                   ///< StatusCode, ErrorCode or Port
  std::string text;               ///< Description, Address, DataIn's TextB, SSLStatus' Message, Status or ServerName
  bool flag = false;              ///< DataIn's EOL, Accept as it came
  std::thread::id thread;         ///< on which it fired
};

/// As a line: `Connected 1 0 OK`, `DataIn 1 hello`, `DataIn 1 hel (no EOL)`, `ReadyToSend 1`, `Disconnected 1 10054
/// [10054] ...`.
std::string to_line(const event& which);
std::ostream& operator<<(std::ostream& out, const event& which);

/// Writes down all events of a server. Its `then_...` are called after that, as the handlers of the test; set them
/// before the events come. Any thread.
class event_log final {
public:
  event_log() = default;
  event_log(const event_log&) = delete;
  event_log& operator=(const event_log&) = delete;

  /// Takes the six handlers of the server that have nothing to do with TLS. The log must outlive the server: declare it
  /// first.
  void attach(TCPServer& server);
  /// Takes the three of TLS too.
  void attach_tls(TCPServer& server);

  ConnectionRequestHandler then_connection_request = [](ConnectionRequestEvent&) {};
  ConnectedHandler then_connected = [](ConnectedEvent&) {};
  DataInHandler then_data_in = [](DataInEvent&) {};
  DisconnectedHandler then_disconnected = [](DisconnectedEvent&) {};
  ErrorHandler then_error = [](ErrorEvent&) {};
  ReadyToSendHandler then_ready_to_send = [](ReadyToSendEvent&) {};
  SSLClientAuthenticationHandler then_ssl_client_authentication = [](SSLClientAuthenticationEvent&) {};
  SSLConnectionRequestHandler then_ssl_connection_request = [](SSLConnectionRequestEvent&) {};
  SSLStatusHandler then_ssl_status = [](SSLStatusEvent&) {};

  /// All events so far, in order.
  std::vector<event> all() const;
  /// Those of one name, of one connection or (0) of all.
  std::vector<event> of(std::string_view name, std::int64_t connection_id = 0) const;
  /// Those of one connection, as lines.
  std::vector<std::string> lines(std::int64_t connection_id) const;
  std::size_t count(std::string_view name, std::int64_t connection_id = 0) const;
  bool has(std::string_view name, std::int64_t connection_id = 0) const { return count(name, connection_id) > 0; }
  /// The last one of that name; throws std::runtime_error when there is none.
  event last(std::string_view name, std::int64_t connection_id = 0) const;
  /// What DataIn delivered, one behind the other.
  std::string data(std::int64_t connection_id) const;
  void clear();

private:
  void add(event what);

  mutable std::mutex guard_;
  std::vector<event> events_;
};

} // namespace troupe::test
