#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/plain_only.hpp"
#include "troupe/tests/support/fixture.hpp"

// The documented DefaultIdleTimeout and IdleTimeout.

namespace {

using namespace troupe;
using namespace troupe::test;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

struct timing_server : started_server {
  steady_clock::time_point started = steady_clock::now();

  steady_clock::duration elapsed() const { return steady_clock::now() - started; }
  // Pumps for that long, and calls `often` meanwhile.
  template <class Do>
  void pump_for(steady_clock::duration time, Do often) {
    const auto end = steady_clock::now() + time;
    until([&] {
      often();
      return steady_clock::now() >= end;
    });
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(idle_timeout)

BOOST_FIXTURE_TEST_CASE(disconnects_an_idle_client_with_10060, timing_server) {
  server.DefaultIdleTimeout(1);
  auto peer = join();
  BOOST_TEST(connection(peer.id).IdleTimeout() == 1);
  until("Disconnected", peer.id);
  BOOST_TEST((elapsed() >= 1s));
  BOOST_TEST(events.last("Disconnected").code == 10060);
  BOOST_TEST(events.last("Disconnected").text == "[10060] Connection timed out.");
  peer.socket.receive_until_closed();
  BOOST_TEST(server.Connections().empty());
}

BOOST_FIXTURE_TEST_CASE(is_0_and_off_by_default, timing_server) {
  const auto timed = join();
  const auto untimed = join();
  BOOST_TEST(connection(untimed.id).IdleTimeout() == 0);
  connection(timed.id).IdleTimeout(1);
  until("Disconnected", timed.id);
  pump(server);
  BOOST_TEST(!events.has("Disconnected", untimed.id));
}

BOOST_FIXTURE_TEST_CASE(can_be_set_and_switched_off_for_one_connection, timing_server) {
  server.DefaultIdleTimeout(1);
  const auto patient = join();
  const auto exempt = join();
  const auto plain = join();
  connection(patient.id).IdleTimeout(1000);
  connection(exempt.id).IdleTimeout(0);
  until("Disconnected", plain.id);
  pump_for(300ms, [] {});
  BOOST_TEST(events.count("Disconnected") == 1U);
  BOOST_TEST(connection(patient.id).IdleTimeout() == 1000);
  BOOST_TEST(connection(exempt.id).IdleTimeout() == 0);
}

BOOST_FIXTURE_TEST_CASE(applies_to_connections_to_come_only, timing_server) {
  const auto before = join();
  server.DefaultIdleTimeout(1);
  const auto after = join();
  until("Disconnected", after.id);
  pump(server);
  BOOST_TEST(!events.has("Disconnected", before.id));
}

BOOST_FIXTURE_TEST_CASE(counts_from_the_last_data_of_the_client, timing_server) {
  server.DefaultIdleTimeout(2);
  auto peer = join();
  steady_clock::time_point last;
  pump_for(3s, [&] {
    if (steady_clock::now() - last < 200ms)
      return;
    last = steady_clock::now();
    peer.socket.send_all(".");
  });
  BOOST_TEST(!events.has("Disconnected"));
  until("Disconnected", peer.id);
  BOOST_TEST((steady_clock::now() - last >= 1900ms));
}

BOOST_FIXTURE_TEST_CASE(counts_from_the_last_data_sent_to_the_client, timing_server) {
  server.DefaultIdleTimeout(2);
  const auto peer = join();
  steady_clock::time_point last;
  pump_for(3s, [&] {
    if (steady_clock::now() - last < 200ms)
      return;
    last = steady_clock::now();
    server.Send(peer.id, ".");
  });
  BOOST_TEST(!events.has("Disconnected"));
  until("Disconnected", peer.id);
  BOOST_TEST((steady_clock::now() - last >= 1900ms));
}

BOOST_FIXTURE_TEST_CASE(takes_effect_at_once_when_it_is_shortened, timing_server) {
  server.DefaultIdleTimeout(1000);
  const auto peer = join();
  pump(server, 3);
  connection(peer.id).IdleTimeout(1);
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 10060);
}

BOOST_FIXTURE_TEST_CASE(disconnects_a_silent_client_also_while_another_one_talks, timing_server) {
  server.DefaultIdleTimeout(1);
  const auto silent = join();
  auto talking = join();
  until([&] {
    talking.socket.send_all(".");
    return events.has("Disconnected", silent.id);
  });
  BOOST_TEST(!events.has("Disconnected", talking.id));
}

BOOST_FIXTURE_TEST_CASE(does_not_hit_clients_that_were_answered_after_a_slow_handler, timing_server, *plain_only()) {
  server.DefaultIdleTimeout(1);
  auto slow = join();
  auto other = join();
  events.then_data_in = [&](DataInEvent& e) {
    const auto end = steady_clock::now() + 1300ms;
    while (e.ConnectionId == slow.id && steady_clock::now() < end)
      continue;
    server.SendLine(e.ConnectionId, "done");
  };
  slow.socket.send_all("work");
  other.socket.send_all("hello"); // in the same round of the loop, most likely
  until("DataIn", slow.id);
  until("DataIn", other.id);
  pump(server);
  BOOST_TEST(!events.has("Disconnected"));
  until("Disconnected", slow.id);
}

BOOST_AUTO_TEST_SUITE_END()
