#pragma once

#include <cstddef>

#include "troupe/tests/documented/simulated_server.hpp"
#include "troupe/tests/documented/tls_server.hpp"
#include "troupe/tests/support/memory_client.hpp"

namespace troupe::test {

/// A server in memory that speaks TLS from the first byte on.
struct simulated_tls_server : simulated_server {
  simulated_tls_server() {
    events.attach_tls(server);
    server.SSLCert(opened(own_certificate()));
    server.SSLEnabled(true);
  }
  SimulatedClient connect() {
    auto one = simulation.Connect(7);
    settle();
    return one;
  }
  /// A client that has sent its ClientHello, and says no more.
  SimulatedClient stall() {
    auto one = connect();
    one.Send(client_hello_of({}));
    settle();
    return one;
  }
  /// Goes on with a handshake as far as the server does, in some turns; whether it is complete for the client.
  bool go_on(SimulatedClient& socket, memory_client& client) {
    for (int turn = 0; turn < 10; ++turn) {
      if (const auto bytes = client.take(); !bytes.empty())
        socket.Send(bytes);
      server.DoEvents();
      client.give(socket.Take());
    }
    return client.complete();
  }
  /// Brings a handshake to its end.
  void shake_hands(SimulatedClient& socket, memory_client& client) {
    until([&] {
      socket.Send(client.take());
      client.give(socket.Take());
      return client.complete();
    });
    socket.Send(client.take());
    settle();
  }
  /// How many lines of SSLStatus begin like that.
  std::size_t told(std::string_view beginning) const {
    std::size_t found = 0;
    for (const auto& each : events.of("SSLStatus"))
      found += each.text.rfind(beginning, 0) == 0 ? 1 : 0;
    return found;
  }
};

} // namespace troupe::test
