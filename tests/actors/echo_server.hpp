#pragma once

#include <new>
#include <string>
#include <utility>

#include <caf/send.hpp>

#include "troupe/tests/actors/server_fixture.hpp"

namespace troupe::actors_test {

inline void echo(connection& to, const net::frame& what) {
  to.write(what.text);
}

inline void kill(const caf::actor& victim) {
  caf::anon_send_exit(victim, caf::exit_reason::kill);
}

/// A server that answers everything with the same, and whose loop throws when it is told to.
struct echo_server : simulated_server {
  echo_server() {
    run.then.data = echo;
    run.options.restarts = {5, 10s};
  }
  /// The next call of that name throws, and only that.
  void throw_in_next(std::string name) {
    throwing.before = [name = std::move(name), done = false](std::string_view call) mutable {
      if (call != name || std::exchange(done, true))
        return;
      throw std::bad_alloc{};
    };
  }
  /// True when a new client is served.
  bool serves() {
    auto client = connect();
    client.send("ping");
    settle();
    return client.take() == "ping";
  }
};

} // namespace troupe::actors_test
