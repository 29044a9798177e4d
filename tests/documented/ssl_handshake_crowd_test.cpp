#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/simulated_tls_server.hpp"

using namespace troupe::test;
using std::chrono::seconds;

namespace {

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

/// The same, of connections that begin in plain text.
struct crowded_starttls_server : crowded_server {
  crowded_starttls_server() { server.SSLStartMode(troupe::sslExplicit); }
  simulated_client join_and_stall() {
    auto one = join();
    server.StartSSL(one.id);
    one.socket.Send(client_hello_of({}));
    settle();
    return one;
  }
};

/// A server on sockets whose SSLStatus counts the handshakes under way.
struct counting_server : tls_server {
  std::atomic<int> under_way{0};
  std::atomic<int> most{0};

  counting_server() {
    events.then_ssl_status = [this](troupe::SSLStatusEvent& e) {
      if (e.Message == "Handshake started")
        most = std::max(most.load(), ++under_way);
      else if (e.Message.rfind("Handshake complete", 0) == 0 || e.Message.rfind("Handshake failed", 0) == 0)
        --under_way;
    };
  }
};

} // namespace

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

BOOST_FIXTURE_TEST_CASE(keeps_no_more_of_those_who_wait_than_a_client_hello, tls_server) {
  server.Config("MaxHandshakes=1");
  start();
  auto first = connect_plain();
  first.send_all(client_hello_of({}));
  until([&] { return !events.of("SSLConnectionRequest").empty(); });
  auto second = connect_plain();
  second.send_all(std::string(40000, '\x16'));
  until_ended();
  BOOST_TEST(events.last("Connected").text ==
             "Error during handshake: what the client sent first is no ClientHello: it is too long");
  BOOST_TEST(events.last("Connected").code == 276);
  BOOST_TEST(events.count("SSLConnectionRequest") == 1U);
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

BOOST_FIXTURE_TEST_CASE(is_one_for_start_ssl_too, crowded_starttls_server) {
  start();
  auto first = join_and_stall();
  auto second = join_and_stall();
  auto third = join();
  server.StartSSL(third.id);
  memory_client client;
  BOOST_TEST(!go_on(third.socket, client));
  server.Disconnect(first.id);
  BOOST_TEST(go_on(third.socket, client));
  third.socket.Send(client.take());
  settle();
  BOOST_TEST(events.count("Connected", third.id) == 2U);
  auto fourth = join_and_stall();
  BOOST_TEST(begun().back() == fourth.id);
}

BOOST_FIXTURE_TEST_CASE(is_never_larger_than_the_places, counting_server) {
  server.Config("MaxHandshakes=3");
  server.Config("DefaultConnectionTimeout=60");
  start();
  std::vector<client> clients;
  for (int i = 0; i < 30; ++i)
    clients.push_back(connect());
  until([&] { return events.count("Connected") == 30; });
  BOOST_TEST(failed_first() == 0U);
  BOOST_TEST(most <= 3);
  BOOST_TEST(under_way == 0);
}

BOOST_FIXTURE_TEST_CASE(has_places_of_its_own_on_each_worker, counting_server) {
  server.Config("WorkerThreads=2");
  server.Config("MaxHandshakes=4");
  start();
  std::vector<client> stalled;
  for (int i = 0; i < 20; ++i) {
    stalled.push_back(connect_plain());
    stalled.back().send_all(client_hello_of({}));
  }
  until([&] { return progress().size() >= 20 && under_way == 8; });
  std::vector<client> clients;
  for (int i = 0; i < 10; ++i)
    clients.push_back(connect());
  BOOST_TEST(events.count("Connected") == 0U);
  for (auto& each : stalled)
    each.reset();
  until([&] { return events.count("Connected") == 30; });
  BOOST_TEST(failed_first() == 20U);
  BOOST_TEST(most <= 8);
}

BOOST_AUTO_TEST_SUITE_END()
