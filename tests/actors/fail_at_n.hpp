#pragma once

#include <functional>
#include <map>
#include <memory>
#include <new>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/actors/server_fixture.hpp"

// Servers on the simulated network of which one operation fails after the other.

namespace troupe::actors_test {

/// Each connection that was reported has ended, once and last; it was connected `most` times (2 with STARTTLS) at most.
inline void check_events(const event_record& events, int most = 1) {
  struct life {
    int connected = 0;
    bool open = false;
  };
  std::map<connection_id, life> lives;
  for (const auto& one : events.all()) {
    auto& life = lives[one.id];
    switch (one.what) {
    case kind::connected:
      BOOST_TEST(++life.connected <= most);
      BOOST_TEST(life.open == (life.connected > 1));
      life.open = true;
      break;
    case kind::failed:
      BOOST_TEST(++life.connected <= most);
      BOOST_TEST(life.open == (life.connected > 1));
      break;
    case kind::data:
    case kind::ready_to_send:
      BOOST_TEST(life.open);
      break;
    case kind::ended:
      BOOST_TEST(life.open);
      life.open = false;
      break;
    case kind::request:
    case kind::trouble:
      break;
    }
  }
  for (const auto& [id, life] : lives)
    BOOST_TEST(!life.open, "connection " << id << " was never reported to be over");
}

/// Runs the scenario of such servers with the n-th operation failing, for n = 1 until it is not reached any more; how
/// many failed.
///
/// `Server` is a `simulated_server` with `most_connected` (check_events), a bool scenario(), true if all went as
/// expected, and a bool answers(): whether a new client is served, which is gone then. `order` has the operation fail,
/// and returns what tells whether it was reached.
template <class Server, class Order>
std::size_t fail_one_after_the_other(Order order) {
  for (std::size_t n = 1; n < 2000; ++n) {
    BOOST_TEST_CONTEXT("operation " << n) {
      Server server;
      server.start();
      const std::function<bool()> was_reached = order(server, n);
      const bool as_expected = server.scenario();
      const bool reached = was_reached();
      server.network.faults().clear();
      server.throwing.before = [](std::string_view) {};
      // Whatever has failed, it is over with those clients, and new ones are served.
      BOOST_TEST(server.answers());
      server.pass(61s);
      check_events(server.run.events, Server::most_connected);
      BOOST_TEST(server.run.server().connections().empty());
      BOOST_TEST(server.run.server().context().permits.in_use() == 0);
      BOOST_TEST(server.network.open_sockets() == 1U);
      server.run.stop();
      BOOST_TEST(server.network.open_sockets() == 0U);
      if (!reached) {
        BOOST_TEST(as_expected);
        return n - 1;
      }
    }
  }
  BOOST_ERROR("the scenario has no end");
  return 0;
}

/// For `fail_one_after_the_other`: what `order` has the simulated network do.
template <class Order>
auto on_the_network(Order order) {
  return [order](simulated_server& server, std::size_t n) -> std::function<bool()> {
    auto& faults = server.network.faults();
    order(faults, n);
    return [&faults, last = faults.operations() + n] { return faults.operations() >= last; };
  };
}

/// The same: `count` calls of the loop throw, from the n-th one on.
inline auto in_calls_of_the_loop(std::size_t count) {
  return [count](simulated_server& server, std::size_t n) -> std::function<bool()> {
    const auto calls = std::make_shared<std::size_t>(0);
    server.throwing.before = [=](std::string_view) {
      ++*calls;
      if (*calls >= n && *calls < n + count)
        throw std::bad_alloc{};
    };
    return [=] { return *calls >= n; };
  };
}

} // namespace troupe::actors_test
