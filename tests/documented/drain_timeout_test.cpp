#include <cstddef>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/simulated_server.hpp"

// Linger, and how long it is waited for a client that doesn't take its last data: Config("DrainTimeout=...").

namespace {

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;

struct draining_server : simulated_server {
  const std::string text = std::string(400'000, 'd');

  draining_server() {
    server.Config("DrainTimeout=5");
    server.Config("SendQueueLimit=1000000");
    simulation.Window(20'000); // a record, over TLS
    start();
  }
  // A client that doesn't read, and is told goodbye with more than it can take.
  simulated_client join_and_disconnect() {
    auto peer = join();
    peer.socket.stall(true);
    server.Send(peer.id, text);
    server.Disconnect(peer.id);
    settle();
    return peer;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(drain_timeout)

BOOST_FIXTURE_TEST_CASE(ends_a_client_that_takes_nothing_with_10060_and_a_reset, draining_server) {
  const auto peer = join_and_disconnect();
  pass(4s);
  BOOST_TEST(!events.has("Disconnected"));
  BOOST_TEST(!peer.socket.was_reset());
  pass(2s);
  BOOST_TEST(events.last("Disconnected", peer.id).code == 10060);
  BOOST_TEST(events.last("Disconnected").text == "[10060] Connection timed out.");
  BOOST_TEST(events.count("Disconnected") == 1U);
  BOOST_TEST(peer.socket.was_reset());
  BOOST_TEST(server.Connections().empty());
}

BOOST_FIXTURE_TEST_CASE(begins_anew_whenever_the_client_takes_something, draining_server) {
  auto peer = join_and_disconnect();
  std::size_t received = 0;
  for (int round = 0; round < 5; ++round) {
    pass(4s);
    peer.socket.stall(false);
    server.DoEvents();
    peer.socket.stall(true);
    received += peer.socket.take().size();
  }
  BOOST_TEST(!events.has("Disconnected"));
  BOOST_TEST(received > 0U);
  BOOST_TEST(received < text.size());
  pass(6s);
  BOOST_TEST(events.last("Disconnected").code == 10060);
}

BOOST_FIXTURE_TEST_CASE(is_not_waited_for_when_the_client_takes_everything, draining_server) {
  auto peer = join_and_disconnect();
  pass(4s);
  peer.socket.stall(false);
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 0);
  BOOST_TEST((peer.socket.received() == text));
}

BOOST_FIXTURE_TEST_CASE(applies_to_connections_to_come_only, draining_server) {
  auto before = join();
  server.Config("DrainTimeout=60");
  const auto after = join_and_disconnect();
  before.socket.stall(true);
  server.Send(before.id, text);
  server.Disconnect(before.id);
  pass(10s);
  BOOST_TEST(events.has("Disconnected", before.id));
  BOOST_TEST(!events.has("Disconnected", after.id));
  pass(51s);
  BOOST_TEST(events.last("Disconnected", after.id).code == 10060);
}

BOOST_AUTO_TEST_SUITE_END()
