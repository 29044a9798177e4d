#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/crowded_server.hpp"

using namespace troupe::test;
using std::chrono::seconds;

// MaxHandshakes: what becomes of those who are too many.
BOOST_AUTO_TEST_SUITE(ssl_handshake_crowd)

BOOST_FIXTURE_TEST_CASE(waits_until_a_handshake_is_over, crowded_server) {
  start();
  std::vector<troupe::SimulatedClient> stalled;
  for (int i = 0; i < 6; ++i)
    stalled.push_back(stall());
  auto last = connect();
  memory_client client;
  BOOST_TEST(!go_on(last, client));
  BOOST_TEST(begun().size() == 2U);
  BOOST_TEST(told("Handshake waits until others are over") == 5U);
  // The four before it come first: of them nothing was made until now.
  for (std::size_t i = 0; i < 4; ++i) {
    stalled[i].Close();
    settle();
    BOOST_TEST(begun().size() == i + 3);
    BOOST_TEST(!go_on(last, client));
  }
  stalled[4].Close();
  BOOST_TEST(go_on(last, client));
  auto ids = begun();
  BOOST_TEST(ids.size() == 7U);
  BOOST_TEST(std::is_sorted(ids.begin(), ids.end()));
}

BOOST_FIXTURE_TEST_CASE(goes_on_when_one_is_complete, crowded_server) {
  start();
  auto first = connect();
  memory_client slow;
  first.Send(slow.take());
  settle();
  const auto second = stall();
  auto third = connect();
  memory_client client;
  BOOST_TEST(!go_on(third, client));
  slow.give(first.Take());
  BOOST_TEST(go_on(first, slow));
  BOOST_TEST(go_on(third, client));
  first.Send(slow.take());
  settle();
  BOOST_TEST(server.Connections().size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(lets_as_many_in_as_there_are_places, crowded_server) {
  start();
  std::vector<troupe::SimulatedClient> sockets;
  std::vector<std::unique_ptr<memory_client>> clients;
  for (int i = 0; i < 20; ++i) {
    sockets.push_back(connect());
    clients.push_back(std::make_unique<memory_client>());
    BOOST_TEST(go_on(sockets.back(), *clients.back()));
    sockets.back().Send(clients.back()->take());
  }
  settle();
  BOOST_TEST(told("Handshake waits") == 0U);
  BOOST_TEST(server.Connections().size() == 20U);
}

BOOST_FIXTURE_TEST_CASE(goes_on_when_one_fails, crowded_server) {
  check_place_is_given_back([](troupe::SimulatedClient& first, std::int64_t) { first.Send("no TLS at all"); });
  BOOST_TEST(told("Handshake failed") == 1U);
}

BOOST_FIXTURE_TEST_CASE(goes_on_when_a_client_closes, crowded_server) {
  check_place_is_given_back([](troupe::SimulatedClient& first, std::int64_t) { first.Close(); });
}

BOOST_FIXTURE_TEST_CASE(goes_on_when_a_client_only_finishes_sending, crowded_server) {
  check_place_is_given_back([](troupe::SimulatedClient& first, std::int64_t) { first.FinishSending(); });
}

BOOST_FIXTURE_TEST_CASE(goes_on_when_a_client_resets, crowded_server) {
  check_place_is_given_back([](troupe::SimulatedClient& first, std::int64_t) { first.Reset(); });
}

BOOST_FIXTURE_TEST_CASE(goes_on_when_the_application_disconnects_a_client, crowded_server) {
  check_place_is_given_back([this](troupe::SimulatedClient&, std::int64_t id) { server.Disconnect(id); });
}

BOOST_FIXTURE_TEST_CASE(goes_on_when_a_handler_throws, crowded_server) {
  start();
  events.then_ssl_connection_request = [](troupe::SSLConnectionRequestEvent&) { throw std::runtime_error{"no"}; };
  const auto first = stall();
  const auto second = stall();
  events.then_ssl_connection_request = [](troupe::SSLConnectionRequestEvent&) {};
  const auto third = stall();
  const auto fourth = stall();
  BOOST_TEST(begun().size() == 4U);
  BOOST_TEST(told("Handshake waits") == 0U);
}

BOOST_FIXTURE_TEST_CASE(goes_on_when_the_time_of_one_is_over, crowded_server) {
  start();
  const auto first = stall();
  const auto second = stall();
  pass(seconds{5});
  auto third = connect();
  memory_client client;
  BOOST_TEST(!go_on(third, client));
  pass(seconds{4});
  BOOST_TEST(!go_on(third, client));
  pass(seconds{1});
  BOOST_TEST(go_on(third, client));
}

BOOST_FIXTURE_TEST_CASE(does_not_wait_longer_than_default_connection_timeout, crowded_server) {
  server.Config("DefaultConnectionTimeout=3");
  start();
  const auto first = stall();
  pass(seconds{2});
  const auto second = stall();
  const auto third = stall();
  const auto id = newest();
  pass(seconds{1});
  // It has had its turn by now, and its time goes on.
  BOOST_TEST(begun().back() == id);
  const auto fourth = stall();
  const auto late = newest();
  pass(seconds{1});
  BOOST_TEST(!events.has("Connected", id));
  pass(seconds{1});
  BOOST_TEST(events.last("Connected", id).code == 10060);
  server.Config("DefaultConnectionTimeout=1");
  const auto fifth = stall();
  const auto sixth = stall();
  const auto waiting = newest();
  pass(seconds{1});
  BOOST_TEST(events.last("Connected", waiting).code == 10060);
  BOOST_TEST(begun().back() != waiting);
  BOOST_TEST(events.last("Connected", late).code == 10060);
}

BOOST_FIXTURE_TEST_CASE(is_not_held_up_for_ever_when_handshakes_have_no_limit, crowded_server) {
  server.Config("DefaultConnectionTimeout=0");
  start();
  auto first = connect();
  memory_client slow;
  first.Send(slow.take());
  settle();
  const auto second = stall();
  pass(seconds{5});
  auto third = connect();
  memory_client client;
  pass(seconds{4});
  BOOST_TEST(!go_on(third, client));
  pass(seconds{1});
  BOOST_TEST(go_on(third, client));
  // The one that was slow is nevertheless served.
  slow.give(first.Take());
  BOOST_TEST(go_on(first, slow));
}

BOOST_FIXTURE_TEST_CASE(forgets_clients_that_reset_while_they_wait, crowded_server) {
  start();
  auto first = stall();
  const auto second = stall();
  auto third = stall();
  const auto id = newest();
  third.Reset();
  settle();
  BOOST_TEST(events.last("Connected", id).code == 10054);
  auto fourth = connect();
  memory_client client;
  BOOST_TEST(!go_on(fourth, client));
  first.Close();
  BOOST_TEST(go_on(fourth, client));
  BOOST_TEST(begun().size() == 3U);
  BOOST_TEST(begun().back() > id);
}

BOOST_FIXTURE_TEST_CASE(gets_past_clients_that_close_while_they_wait, crowded_server) {
  start();
  auto first = stall();
  const auto second = stall();
  auto third = stall();
  third.Close();
  auto fourth = connect();
  memory_client client;
  BOOST_TEST(!go_on(fourth, client));
  first.Close();
  BOOST_TEST(go_on(fourth, client));
}

BOOST_FIXTURE_TEST_CASE(begins_anew_after_a_shutdown, crowded_server) {
  start();
  std::vector<troupe::SimulatedClient> stalled;
  for (int i = 0; i < 5; ++i)
    stalled.push_back(stall());
  server.Shutdown();
  settle();
  BOOST_TEST(server.Connections().size() == 0U);
  start();
  auto next = connect();
  memory_client client;
  BOOST_TEST(go_on(next, client));
}

BOOST_FIXTURE_TEST_CASE(ends_with_the_server, crowded_server) {
  start();
  const auto first = stall();
  const auto second = stall();
  auto third = stall();
  server.Reset();
  BOOST_TEST((third.SawEnd() || third.WasReset()));
}

BOOST_FIXTURE_TEST_CASE(may_be_larger_from_the_next_client_on, crowded_server) {
  start();
  const auto first = stall();
  const auto second = stall();
  const auto third = stall();
  server.Config("MaxHandshakes=4");
  BOOST_TEST(begun().size() == 2U);
  auto fourth = connect();
  memory_client client;
  BOOST_TEST(go_on(fourth, client));
  BOOST_TEST(begun().size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
