#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/simulated_tls_server.hpp"

namespace troupe::test {

/// A server in memory with places for two handshakes.
struct crowded_server : simulated_tls_server {
  crowded_server() { server.Config("MaxHandshakes=2"); }

  /// The connection that was told of last.
  std::int64_t newest() const { return events.last("SSLStatus").connection_id; }
  /// The connections whose handshakes have begun, in that order.
  std::vector<std::int64_t> begun() const {
    std::vector<std::int64_t> ids;
    for (const auto& each : events.of("SSLStatus")) {
      if (each.text == "Handshake started")
        ids.push_back(each.connection_id);
    }
    return ids;
  }
  /// Two handshakes stand still, `end` ends the first, and then there is a place.
  void check_place_is_given_back(const std::function<void(troupe::SimulatedClient&, std::int64_t)>& end) {
    if (!server.Listening())
      start();
    auto first = stall();
    const auto id = newest();
    const auto second = stall();
    auto third = connect();
    memory_client client;
    BOOST_TEST(!go_on(third, client));
    BOOST_TEST(begun().back() != newest());
    end(first, id);
    settle();
    BOOST_TEST(go_on(third, client));
    BOOST_TEST(begun().back() == newest());
  }
};

} // namespace troupe::test
