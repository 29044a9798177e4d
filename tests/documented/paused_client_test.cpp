#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/simulated_server.hpp"

// What becomes of a client that is paused (PauseData) and ends, or is idle: docs/deviations.md.

namespace {

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;

struct pausing_server : simulated_server {
  pausing_server() { start(); }
  simulated_client join_paused() {
    auto peer = join();
    server.PauseData(peer.id);
    return peer;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(paused_client)

BOOST_FIXTURE_TEST_CASE(that_closes_is_told_to_be_gone_at_process_data, pausing_server) {
  auto peer = join_paused();
  peer.socket.close();
  settle();
  BOOST_TEST(!events.has("Disconnected"));
  server.ProcessData(peer.id);
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 0);
}

BOOST_FIXTURE_TEST_CASE(that_resets_behind_data_is_gone_at_once_and_its_data_with_it, pausing_server) {
  auto peer = join_paused();
  peer.socket.send("held back");
  settle();
  peer.socket.reset();
  until("Disconnected", peer.id);
  BOOST_TEST(!events.has("DataIn"));
  BOOST_TEST(events.last("Disconnected").code == 10054);
  BOOST_TEST(server.Connections().empty());
}

BOOST_FIXTURE_TEST_CASE(that_resets_with_nothing_held_back_is_gone_at_once, pausing_server) {
  auto peer = join_paused();
  peer.socket.reset();
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 10054);
}

BOOST_FIXTURE_TEST_CASE(is_idle_however_much_it_sends, pausing_server) {
  server.DefaultIdleTimeout(10);
  auto peer = join_paused();
  for (int second = 0; second < 15 && !events.has("Disconnected"); ++second) {
    peer.socket.send("still here");
    pass(1s);
  }
  BOOST_TEST(events.last("Disconnected").code == 10060);
  BOOST_TEST(!events.has("DataIn"));
}

BOOST_FIXTURE_TEST_CASE(is_not_idle_while_something_is_sent_to_it, pausing_server) {
  server.DefaultIdleTimeout(10);
  const auto peer = join_paused();
  for (int second = 0; second < 30; ++second) {
    server.Send(peer.id, "still here");
    pass(1s);
  }
  BOOST_TEST(!events.has("Disconnected"));
}

BOOST_AUTO_TEST_SUITE_END()
