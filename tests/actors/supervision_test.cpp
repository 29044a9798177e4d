#include <new>

#include <boost/test/unit_test.hpp>

#include "troupe/actors/idle_supervisor.hpp"
#include "troupe/tests/actors/echo_server.hpp"
#include "troupe/tests/support/memory_faults.hpp"

using namespace troupe;
using namespace troupe::actors_test;

BOOST_AUTO_TEST_SUITE(actors_supervision)

BOOST_FIXTURE_TEST_CASE(timeouts_still_work_after_the_idle_supervisor_was_killed, echo_server) {
  run.options.idle_timeout = 10;
  start();
  auto client = connect();
  pass(5s);
  kill(caf::actor_cast<caf::actor>(run.home().idle()->ctrl()));
  settle();
  BOOST_REQUIRE(run.home().idle() != nullptr);
  pass(4s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  pass(2s);
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST((run.events.of(kind::ended).front().reason == std::errc::timed_out));
  auto next = connect();
  pass(11s);
  BOOST_TEST(run.count(kind::ended) == 2U);
}

BOOST_FIXTURE_TEST_CASE(an_idle_supervisor_that_throws_out_of_its_timer_is_started_again, echo_server) {
  run.options.idle_timeout = 10;
  start();
  auto client = connect();
  pass(5s);
  client.send("busy");
  settle();
  throw_in_next("start_timer");
  pass(6s);
  BOOST_TEST(run.count(kind::ended) == 0U);
  pass(5s);
  BOOST_TEST(run.count(kind::ended) == 1U);
}

BOOST_FIXTURE_TEST_CASE(no_event_is_lost_when_the_sink_is_killed, echo_server) {
  start();
  auto one = connect();
  auto two = connect();
  kill(caf::actor_cast<caf::actor>(run.home().sink()->ctrl()));
  one.send("while the sink is dead");
  two.close();
  auto three = *network.connect(run.port());
  settle();
  BOOST_TEST(one.take() == "while the sink is dead");
  BOOST_TEST(run.count(kind::ended, 2) == 1U);
  BOOST_TEST(run.count(kind::connected) == 3U);
  BOOST_TEST(serves());
}

BOOST_FIXTURE_TEST_CASE(no_event_is_lost_when_the_sink_dies_with_notices_untold, echo_server) {
  start();
  auto one = connect();
  auto* const sink = run.home().sink();
  sink->end(caf::exit_reason::kill);
  BOOST_TEST(run.home().sink() == nullptr);
  // Told to nobody.
  run.find(1)->tell(actors::received{net::slice::copy_of("untold")});
  run.find(1)->disconnect(actors::close_how::lingering);
  BOOST_TEST(run.count(kind::ended) == 0U);
  settle();
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
  BOOST_TEST(serves());
}

BOOST_FIXTURE_TEST_CASE(waiting_clients_are_admitted_after_the_admission_supervisor_was_killed, echo_server) {
  run.how.max_connections = 1;
  run.options.overload = actors::overload_policy::wait;
  start();
  auto one = connect();
  auto two = connect();
  BOOST_TEST(run.count(kind::connected) == 1U);
  const auto admission = run.server().context().admission();
  static_cast<actors::bound_actor*>(caf::actor_cast<caf::abstract_actor*>(admission))->end(caf::exit_reason::kill);
  // The call for the permit meets a dead actor.
  run.server().context().permits.limit(2);
  settle();
  BOOST_TEST((run.server().context().admission() != admission));
  BOOST_TEST(run.count(kind::connected) == 2U);
  auto three = connect();
  BOOST_TEST(run.count(kind::connected) == 2U);
  two.close();
  settle();
  BOOST_TEST(run.count(kind::connected) == 3U);
}

// -- too much ----------------------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(more_restarts_than_allowed_stop_the_server_and_are_reported_once, echo_server) {
  run.options.restarts = {3, 10s};
  start();
  for (int i = 0; i < 3; ++i) {
    kill(run.broker());
    settle();
  }
  BOOST_TEST(run.count(kind::trouble) == 0U);
  auto client = connect();
  kill(run.broker());
  settle();
  const auto troubles = run.events.of(kind::trouble);
  BOOST_REQUIRE(troubles.size() == 1U);
  BOOST_TEST(troubles.front().stopped);
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(!run.server().context().serving());
  BOOST_TEST(!network.connect(run.port()));
  pass(30s);
  BOOST_TEST(run.count(kind::trouble) == 1U);
}

BOOST_FIXTURE_TEST_CASE(restarts_that_lie_far_apart_are_always_allowed, echo_server) {
  run.options.restarts = {2, 10s};
  start();
  for (int i = 0; i < 10; ++i) {
    kill(run.broker());
    pass(6s);
  }
  BOOST_TEST(run.count(kind::trouble) == 0U);
  BOOST_TEST(serves());
}

BOOST_FIXTURE_TEST_CASE(a_sink_that_dies_too_often_is_reported_all_the_same, echo_server) {
  run.options.restarts = {2, 10s};
  start();
  for (int i = 0; i < 3; ++i) {
    kill(caf::actor_cast<caf::actor>(run.home().sink()->ctrl()));
    settle();
  }
  BOOST_TEST(run.count(kind::trouble) == 1U);
}

BOOST_FIXTURE_TEST_CASE(giving_up_lets_clients_have_their_last_bytes, echo_server) {
  run.options.restarts = {0, 10s};
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(std::string(200'000, 'x'));
  settle();
  kill(caf::actor_cast<caf::actor>(run.home().idle()->ctrl()));
  settle();
  BOOST_TEST(run.count(kind::trouble) == 1U);
  BOOST_TEST(run.count(kind::ended) == 0U);
  client.stall(false);
  settle();
  BOOST_TEST(client.take().size() == 200'000U);
  BOOST_TEST(run.count(kind::ended) == 1U);
  BOOST_TEST(!run.events.of(kind::ended).front().reason);
}

BOOST_FIXTURE_TEST_CASE(a_broker_that_fails_again_and_again_is_no_restart_loop, echo_server) {
  run.options.restarts = {3, 10s};
  start();
  auto client = connect();
  std::size_t calls = 0;
  throwing.before = [&](std::string_view call) {
    if (call != "accept")
      return;
    ++calls;
    throw std::bad_alloc{};
  };
  kill(run.broker());
  settle();
  BOOST_TEST(run.count(kind::trouble) == 1U);
  BOOST_TEST(calls <= 5U);
  BOOST_TEST(!run.server().context().serving());
}

BOOST_FIXTURE_TEST_CASE(an_idle_supervisor_that_fails_again_and_again_is_no_restart_loop, echo_server) {
  run.options.restarts = {3, 10s};
  start();
  auto client = connect();
  client.stall(true);
  run.find(1)->write(std::string(200'000, 'x'));
  settle();
  std::size_t calls = 0;
  throwing.before = [&](std::string_view call) {
    if (call != "start_timer")
      return;
    ++calls;
    throw std::bad_alloc{};
  };
  run.find(1)->idle_timeout(10);
  settle();
  BOOST_TEST(run.count(kind::trouble) == 1U);
  BOOST_TEST(calls < 50U);
}

// -- without memory ------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_broker_that_cannot_be_replaced_for_lack_of_memory_is_replaced_later) {
  for (const std::size_t in_a_row : {1U, 2U, 10U}) {
    std::size_t reached = 1;
    for (std::size_t n = 1; reached > 0; ++n) {
      BOOST_TEST_CONTEXT(in_a_row << " allocations from the " << n << "th on") {
        echo_server server;
        server.start();
        auto client = server.connect();
        kill(server.run.broker());
        test::memory_faults::throw_in(n, in_a_row);
        for (int rounds = 0; rounds < 10; ++rounds)
          server.run.home().run_once({});
        reached = test::memory_faults::clear();
        server.pass(1s);
        BOOST_TEST(server.run.count(kind::ended, 1) == 1U);
        BOOST_TEST(server.run.count(kind::trouble) == (server.run.server().context().serving() ? 0U : 1U));
        if (server.run.server().context().serving())
          BOOST_TEST(server.serves());
        else
          BOOST_TEST(!server.network.connect(server.run.port()));
      }
    }
  }
}

BOOST_FIXTURE_TEST_CASE(a_server_whose_supervisor_ends_refuses_clients_and_reports_it, echo_server) {
  start();
  auto client = connect();
  throw_in_next("start_timer");
  kill(run.broker());
  // The next broker finds no memory, nor does the timer for another try.
  test::memory_faults::throw_in(1, 100, 500, 10'000);
  settle();
  BOOST_TEST(test::memory_faults::clear() > 0U);
  BOOST_TEST(run.count(kind::ended, 1) == 1U);
  BOOST_TEST(run.count(kind::trouble) == 1U);
  BOOST_TEST(run.events.of(kind::trouble).front().stopped);
  BOOST_TEST(!run.server().context().serving());
  BOOST_TEST(run.server().context().over());
  BOOST_TEST(!network.connect(run.port()));
  const auto again = run.server().listen(*net::endpoint::parse("127.0.0.1", 0), {});
  BOOST_REQUIRE(!again);
  BOOST_TEST((again.error() == std::errc::state_not_recoverable));
  BOOST_TEST(network.open_sockets() == 0U);
}

BOOST_AUTO_TEST_CASE(a_server_that_finds_no_memory_to_start_does_not_start_or_serves) {
  std::size_t reached = 1;
  std::size_t failed = 0;
  for (std::size_t n = 1; reached > 0; ++n) {
    BOOST_TEST_CONTEXT("allocation " << n) {
      echo_server server;
      test::memory_faults::throw_in(n);
      try {
        server.start();
        reached = test::memory_faults::clear();
        BOOST_TEST(server.serves());
      } catch (const std::exception&) {
        reached = test::memory_faults::clear();
        ++failed;
      }
    }
  }
  BOOST_TEST(failed > 20U);
}

BOOST_FIXTURE_TEST_CASE(it_can_listen_again_after_it_gave_up, echo_server) {
  run.options.restarts = {0, 10s};
  start();
  kill(run.broker());
  settle();
  BOOST_TEST(!run.server().context().serving());
  pass(20s);
  run.listen();
  settle();
  BOOST_TEST(run.server().context().serving());
  BOOST_TEST(serves());
}

BOOST_AUTO_TEST_SUITE_END()
