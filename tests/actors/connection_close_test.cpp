#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/actors/idle_supervisor.hpp"
#include "troupe/tests/actors/line_server.hpp"

using namespace troupe;
using namespace troupe::actors_test;
using actors::close_how;

BOOST_AUTO_TEST_SUITE(actors_connection_close)

BOOST_FIXTURE_TEST_CASE(a_lingering_close_delivers_what_is_queued_first, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  const auto bytes = pattern(150'000);
  BOOST_TEST(run.find(1)->write(bytes) == bytes.size());
  run.find(1)->disconnect(close_how::lingering);
  pass(20s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  client.stall(false);
  settle();
  BOOST_TEST((client.take() == bytes));
  BOOST_TEST(client.saw_end());
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(!end_reason(1));
}

BOOST_FIXTURE_TEST_CASE(draining_gives_up_after_the_limit_without_progress, line_server) {
  run.options.drain_limit = 30s;
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::lingering);
  pass(20s);
  // A little progress: the time begins anew.
  client.stall(false);
  BOOST_TEST(client.received().size() == 65'536U);
  client.stall(true);
  pass(29s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  pass(2s);
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST((end_reason(1) == std::errc::timed_out));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_never_reads_is_timed_out_while_draining, line_server) {
  run.options.drain_limit = 30s;
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::lingering);
  pass(29s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  pass(2s);
  BOOST_TEST((end_reason(1) == std::errc::timed_out));
  BOOST_TEST(client.was_reset());
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_resets_while_draining_ends_it, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::lingering);
  settle();
  client.reset();
  settle();
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(bool(end_reason(1)));
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_FIXTURE_TEST_CASE(an_abrupt_close_resets_at_once_and_loses_what_is_queued, line_server) {
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::abrupt);
  settle();
  BOOST_TEST(client.was_reset());
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(!end_reason(1));
}

BOOST_FIXTURE_TEST_CASE(without_linger_every_close_is_abrupt, line_server) {
  run.options.linger = false;
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(pattern(150'000));
  run.find(1)->disconnect(close_how::lingering);
  settle();
  BOOST_TEST(client.was_reset());
  BOOST_TEST(run.count(kind::ended) == 1U);
}

BOOST_FIXTURE_TEST_CASE(after_a_close_the_client_has_time_to_read_and_to_close_its_side, line_server) {
  run.then.connected = [](connection& to) {
    to.write("goodbye");
    to.disconnect(close_how::lingering);
  };
  start();
  auto client = connect();
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(run.server().context().permits.in_use() == 0);
  client.send("still talking");
  settle();
  BOOST_TEST(client.take() == "goodbye");
  BOOST_TEST(!client.was_reset());
  BOOST_TEST(network.open_sockets() == 2U);
  client.close();
  settle();
  BOOST_TEST(network.open_sockets() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_does_not_close_its_side_is_closed_soon, line_server) {
  start();
  auto client = connect();
  run.find(1)->disconnect(close_how::lingering);
  pass(5s);
  BOOST_TEST(network.open_sockets() == 1U);
  BOOST_TEST(run.count(kind::data) == 0U);
}

// They have no permit any more, so that MaxConnections alone would not bound the sockets.
BOOST_FIXTURE_TEST_CASE(no_more_than_256_clients_are_waited_for_to_close_their_side, line_server) {
  run.how.max_connections = 10;
  run.then.connected = [](connection& to) {
    to.write("goodbye");
    to.disconnect(close_how::lingering);
  };
  start();
  std::vector<net::simulated_peer> clients;
  for (int i = 0; i < 1000; ++i)
    clients.push_back(connect());
  BOOST_TEST(run.count(kind::ended) == 1000U);
  BOOST_TEST(network.open_sockets() == 257U);
  for (auto& client : clients) {
    BOOST_TEST(client.take() == "goodbye");
    BOOST_TEST(client.saw_end());
    BOOST_TEST(!client.was_reset());
  }
  pass(5s);
  BOOST_TEST(network.open_sockets() == 1U);
  auto late = connect();
  BOOST_TEST(network.open_sockets() == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_disconnect_in_an_event_ends_the_events_of_that_connection, line_server) {
  run.then.data = [](connection& from, const net::frame&) { from.disconnect(close_how::lingering); };
  start();
  auto client = connect();
  client.send("1\n2\n3\n");
  settle();
  BOOST_TEST(run.events.data(1) == "1");
  BOOST_TEST(run.count(kind::ended) == 1U);
}

// -- timeouts --------------------------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(traffic_in_either_direction_puts_the_idle_timeout_off, line_server) {
  run.options.idle_timeout = 10;
  start();
  auto client = connect();
  pass(9s);
  client.send("x\n");
  pass(9s);
  run.find(1)->write("y");
  run.home().flush_if_idle();
  pass(9s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  pass(2s);
  BOOST_TEST((end_reason(1) == std::errc::timed_out));
  BOOST_TEST(run.server().connections().empty());
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_is_gone_is_not_watched_until_its_idle_timeout, line_server) {
  run.options.idle_timeout = 3600;
  start();
  auto lasting = connect();
  for (int i = 0; i < 20; ++i) {
    auto client = connect();
    BOOST_TEST(run.home().idle()->watched() == 2U);
    i % 2 == 0 ? client.close() : client.reset();
    settle();
  }
  BOOST_TEST(run.home().idle()->watched() == 1U);
  pass(3601s);
  BOOST_TEST((end_reason(1) == std::errc::timed_out));
  BOOST_TEST(run.home().idle()->watched() == 0U);
}

BOOST_FIXTURE_TEST_CASE(the_idle_timeout_may_be_changed_at_any_time, line_server) {
  start();
  auto one = connect();
  auto two = connect();
  auto three = connect();
  run.find(1)->idle_timeout(100);
  run.find(2)->idle_timeout(100);
  pass(5s);
  run.find(1)->idle_timeout(10); // shorter
  run.find(2)->idle_timeout(0);  // none
  run.find(3)->idle_timeout(50); // longer than any so far
  pass(6s);
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
  pass(100s);
  BOOST_TEST(run.count(kind::ended, 2) == 0U);
  BOOST_TEST(run.count(kind::ended, 3) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
