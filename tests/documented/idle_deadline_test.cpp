#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/simulated_server.hpp"

// The documented IdleTimeout where it takes long: "DoEvents must be called for the component to check existing
// connections".

namespace {

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;

struct hour_server : simulated_server {
  hour_server() {
    server.DefaultIdleTimeout(3600);
    start();
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(idle_deadline)

BOOST_FIXTURE_TEST_CASE(ends_nobody_before_do_events_is_called, hour_server) {
  const auto peer = join();
  simulation.Advance(2h);
  BOOST_TEST(!events.has("Disconnected"));
  BOOST_TEST(server.Connections(peer.id).Connected());
  BOOST_TEST(!peer.socket.was_reset());
  server.DoEvents();
  BOOST_TEST(events.last("Disconnected").code == 10060);
}

BOOST_FIXTURE_TEST_CASE(is_put_off_by_data_that_arrived_before_do_events, hour_server) {
  auto peer = join();
  simulation.Advance(59min);
  peer.socket.send("still here");
  simulation.Advance(1h);
  settle();
  BOOST_TEST(events.data(peer.id) == "still here");
  BOOST_TEST(!events.has("Disconnected"));
  simulation.Advance(1h);
  until("Disconnected", peer.id);
}

BOOST_FIXTURE_TEST_CASE(ends_with_a_reset_though_linger_is_true, hour_server) {
  BOOST_TEST(server.Linger());
  const auto peer = join();
  simulation.Advance(2h);
  until("Disconnected", peer.id);
  BOOST_TEST(peer.socket.was_reset());
}

BOOST_AUTO_TEST_SUITE_END()
