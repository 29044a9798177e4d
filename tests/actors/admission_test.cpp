#include <algorithm>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <caf/send.hpp>

#include "troupe/tests/actors/server_fixture.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

struct limited_server : simulated_server {
  limited_server() { run.how.max_connections = 2; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_admission)

BOOST_FIXTURE_TEST_CASE(a_client_beyond_the_limit_is_reset, limited_server) {
  start();
  auto one = connect();
  auto two = connect();
  auto three = connect();
  BOOST_TEST(three.was_reset());
  BOOST_TEST(run.count(kind::connected) == 2U);
  // Nobody asks about a client that can't be served anyway.
  BOOST_TEST(run.count(kind::request) == 2U);
  one.close();
  settle();
  auto four = connect();
  BOOST_TEST(!four.was_reset());
  BOOST_TEST(run.count(kind::connected) == 3U);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_the_application_refuses_takes_no_permit, limited_server) {
  run.then.request = [&](const net::endpoint&, bool) { return run.count(kind::request) > 5; };
  start();
  std::vector<net::simulated_peer> refused;
  for (int i = 0; i < 5; ++i) {
    refused.push_back(connect());
    BOOST_TEST(refused.back().was_reset());
  }
  auto one = connect();
  auto two = connect();
  BOOST_TEST(run.count(kind::connected) == 2U);
  BOOST_TEST(run.server().context().permits.in_use() == 2);
}

BOOST_FIXTURE_TEST_CASE(the_refusal_text_is_delivered_and_the_connection_closed, limited_server) {
  run.options.refusal = "come back later\r\n";
  start();
  auto one = connect();
  auto two = connect();
  auto three = connect();
  three.send("is anybody there?");
  settle();
  BOOST_TEST(three.take() == "come back later\r\n");
  BOOST_TEST(three.saw_end());
  BOOST_TEST(!three.was_reset());
  BOOST_TEST(run.count(kind::connected) == 2U);
  pass(5s);
  BOOST_TEST(network.open_sockets() == 3U);
}

BOOST_FIXTURE_TEST_CASE(a_refused_client_that_hangs_up_first_leaves_nothing_behind, limited_server) {
  run.options.refusal = "no";
  start();
  auto one = connect();
  auto two = connect();
  for (int i = 0; i < 3; ++i) {
    auto three = connect();
    BOOST_TEST(three.take() == "no");
  }
  settle();
  BOOST_TEST(network.open_sockets() == 3U);
}

BOOST_FIXTURE_TEST_CASE(only_so_many_clients_are_told_why_at_the_same_time, limited_server) {
  run.options.refusal = "no";
  run.how.max_connections = 0;
  start();
  std::vector<net::simulated_peer> clients;
  for (int i = 0; i < 300; ++i)
    clients.push_back(*network.connect(run.port()));
  settle();
  const auto told = std::count_if(clients.begin(), clients.end(), [](auto& one) { return one.received() == "no"; });
  BOOST_TEST(told == 256);
  BOOST_TEST(std::count_if(clients.begin(), clients.end(), [](auto& one) { return one.was_reset(); }) == 44);
}

BOOST_FIXTURE_TEST_CASE(waiting_clients_are_served_in_order_as_others_leave, limited_server) {
  run.options.overload = actors::overload_policy::wait;
  run.then.connected = [](connection& joined) { joined.write("hello"); };
  start();
  std::vector<net::simulated_peer> clients;
  for (int i = 0; i < 6; ++i)
    clients.push_back(*network.connect(run.port()));
  settle();
  for (std::size_t first = 0; first < 6; first += 2) {
    for (std::size_t i = 0; i < 6; ++i)
      BOOST_TEST(clients[i].received() == (i < first + 2 ? "hello" : ""));
    BOOST_TEST(run.server().context().permits.in_use() == 2);
    clients[first].close();
    clients[first + 1].reset();
    settle();
  }
  BOOST_TEST(run.server().context().permits.in_use() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_raised_limit_lets_waiting_clients_in, limited_server) {
  run.options.overload = actors::overload_policy::wait;
  start();
  std::vector<net::simulated_peer> clients;
  for (int i = 0; i < 6; ++i)
    clients.push_back(connect());
  BOOST_TEST(run.count(kind::connected) == 2U);
  run.server().context().permits.limit(5);
  settle();
  BOOST_TEST(run.count(kind::connected) == 5U);
}

BOOST_FIXTURE_TEST_CASE(a_lowered_limit_ends_nobody, limited_server) {
  start();
  auto one = connect();
  auto two = connect();
  run.server().context().permits.limit(1);
  one.close();
  settle();
  auto three = connect();
  BOOST_TEST(three.was_reset());
  BOOST_TEST(run.count(kind::ended) == 1U);
  two.close();
  settle();
  auto four = connect();
  BOOST_TEST(run.count(kind::connected) == 3U);
}

BOOST_FIXTURE_TEST_CASE(waiting_clients_are_refused_when_it_stops_listening, limited_server) {
  run.options.overload = actors::overload_policy::wait;
  start();
  auto one = connect();
  auto two = connect();
  // One of these may have been accepted without a permit.
  run.server().context().permits.limit(1);
  auto three = connect();
  auto four = connect();
  run.server().stop_listening();
  settle();
  BOOST_TEST(three.was_reset());
  BOOST_TEST(four.was_reset());
  BOOST_TEST(run.count(kind::connected) == 2U);
  // And it goes on as usual when it listens again.
  run.listen();
  auto five = connect();
  one.close();
  two.close();
  settle();
  BOOST_TEST(run.count(kind::connected) == 3U);
}

// Outside of the broker's turn: it can even be replaced meanwhile.
BOOST_FIXTURE_TEST_CASE(the_request_event_of_a_client_that_waited_may_run_the_loop, limited_server) {
  run.options.overload = actors::overload_policy::wait;
  run.then.data = [](connection& to, const net::frame& what) { to.write(what.text); };
  caf::actor before;
  caf::actor after;
  run.then.request = [&](const net::endpoint&, bool accept) {
    if (run.count(kind::request) == 2) {
      before = run.broker();
      caf::anon_send_exit(before, caf::exit_reason::kill);
      for (int i = 0; i < 10; ++i)
        run.home().run_once({});
      after = run.broker();
    }
    return accept;
  };
  start();
  auto one = connect();
  run.server().context().permits.limit(1);
  auto two = connect();
  two.send("hello");
  BOOST_TEST(run.count(kind::request) == 1U);
  run.server().context().permits.limit(2);
  settle();
  BOOST_TEST((before != after));
  BOOST_TEST(one.saw_end());
  BOOST_TEST(two.take() == "hello");
}

BOOST_FIXTURE_TEST_CASE(clients_that_wait_survive_the_death_of_their_broker, limited_server) {
  run.options.overload = actors::overload_policy::wait;
  start();
  auto one = connect();
  // The next one is accepted before it turns out that there is no permit; the third stays in the backlog.
  run.server().context().permits.limit(1);
  auto two = connect();
  auto three = connect();
  BOOST_TEST(network.open_sockets() == 3U);
  caf::anon_send_exit(run.broker(), caf::exit_reason::kill);
  settle();
  BOOST_TEST(one.saw_end());
  BOOST_TEST(!two.was_reset());
  BOOST_TEST(!two.saw_end());
  BOOST_TEST(run.count(kind::connected) == 2U);
  two.close();
  settle();
  BOOST_TEST(run.count(kind::connected) == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
