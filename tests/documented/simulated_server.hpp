#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "troupe/api/simulation.hpp"
#include "troupe/api/tcp_server.hpp"
#include "troupe/tests/documented/simulated_socket.hpp"
#include "troupe/tests/support/event_log.hpp"
#include "troupe/tests/support/fixture.hpp"

namespace troupe::test {

/// A client in memory, and the connection that it is to the server.
struct simulated_client {
  simulated_socket socket;
  std::int64_t id;
};

/// A server on a simulation, with its events written down. Its time moves only by `simulation.Advance`, and by a
/// synchronous send that waits.
struct simulated_server {
  Simulation simulation;
  event_log events;
  TCPServer server{simulation};

  simulated_server() {
    events.attach(server);
    secure_if_wanted(server);
    server.Config("DoEventsWait=0");
    server.LocalPort(7);
  }
  void start() { server.StartListening(); }
  /// A client whose Connected and first ReadyToSend have fired.
  simulated_client join() {
    simulated_socket socket{simulation.Connect(7)};
    const auto before = events.count("ReadyToSend");
    until([&] {
      socket.go_on();
      return events.count("ReadyToSend") > before;
    });
    return {std::move(socket), events.last("ReadyToSend").connection_id};
  }

  /// A hundred turns are far more than any case needs.
  void until(const std::function<bool()>& condition) {
    for (int turn = 0; !condition(); ++turn) {
      if (turn == 100)
        throw std::runtime_error{"simulated_server: the condition did not come true"};
      server.DoEvents();
    }
  }
  void until(std::string_view name, std::int64_t id) {
    until([&] { return events.has(name, id); });
  }
  /// Lets everything that has happened arrive, to see that something did not happen.
  void settle() {
    for (int turn = 0; turn < 10; ++turn)
      server.DoEvents();
  }
  /// Lets that time pass, second by second, with the events that are due.
  void pass(std::chrono::seconds time) {
    for (; time.count() > 0; --time) {
      simulation.Advance(std::chrono::seconds{1});
      settle();
    }
  }
};

} // namespace troupe::test
