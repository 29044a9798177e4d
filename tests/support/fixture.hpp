#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "troupe/api/tcp_server.hpp"
#include "troupe/tests/support/client.hpp"
#include "troupe/tests/support/event_log.hpp"
#include "troupe/tests/support/pump.hpp"

namespace troupe::test {

/// A client, and the connection that it is to the server.
struct joined_client {
  client socket;
  std::int64_t id;
};

/// Makes a server speak TLS from the first byte on if this run of the tests is one over TLS.
void secure_if_wanted(TCPServer& server);

/// A server on 127.0.0.1 that does not listen yet, with its events written down.
struct idle_server {
  event_log events; // outlives the server
  TCPServer server;

  idle_server();

  /// Listens on a port of the system's choice.
  void start() { server.StartListening(); }
  /// A client that is connected, without a word to the server about it yet.
  client connect(client::options how = {}) { return {server.LocalPort(), how}; }
  /// A client whose Connected and first ReadyToSend have fired.
  joined_client join(client::options how = {});
  Connection connection(std::int64_t id) const { return server.Connections()[id]; }

  void until(const std::function<bool()>& condition) { pump_until(server, condition); }
  /// Until there were that many events of that name on that connection.
  void until(std::string_view name, std::int64_t id, std::size_t count = 1) {
    until([&] { return events.count(name, id) >= count; });
  }
};

/// The same server, listening.
struct started_server : idle_server {
  started_server() { start(); }
};

} // namespace troupe::test
