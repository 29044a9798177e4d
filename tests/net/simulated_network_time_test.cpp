#include <stdexcept>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/net/timer_wheel.hpp"
#include "troupe/tests/net/simulated_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::simulated_test;

BOOST_FIXTURE_TEST_SUITE(simulated_network_time, network_fixture)

BOOST_AUTO_TEST_CASE(time_stands_still_without_advance) {
  const auto before = network.now();
  auto client = connect();
  settle();
  BOOST_TEST((network.now() == before));
  network.advance(3s);
  BOOST_TEST((network.now() - before == 3s));
}

BOOST_AUTO_TEST_CASE(idle_run_once_jumps_by_the_longest_wait) {
  const auto before = network.now();
  BOOST_TEST(loop->run_once(10s) == 0U);
  BOOST_TEST((network.now() - before == 10s));
  BOOST_TEST((loop->now() == network.now()));
}

BOOST_AUTO_TEST_CASE(idle_run_once_jumps_to_the_next_timer) {
  timer_recorder timers;
  const auto before = network.now();
  loop->start_timer(5s, timers, 2);
  loop->start_timer(1s, timers, 1);
  const auto cancelled = loop->start_timer(500ms, timers, 3);
  loop->cancel_timer(cancelled);
  BOOST_TEST(loop->run_once(1h) == 1U);
  BOOST_TEST((network.now() - before >= 1s));
  BOOST_TEST((network.now() - before <= 1s + timer_wheel::resolution));
  BOOST_TEST(loop->run_once(1h) == 1U);
  BOOST_TEST((network.now() - before >= 5s));
  const std::vector<std::uint64_t> expected{1, 2};
  BOOST_TEST(timers.cookies == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(timers_are_never_early) {
  timer_recorder timers;
  loop->start_timer(10ms, timers, 1);
  BOOST_TEST(loop->run_once(9ms) == 0U);
  network.advance(20ms);
  BOOST_TEST(poll() == 1U);
}

BOOST_AUTO_TEST_CASE(timer_without_delay_fires_at_once) {
  timer_recorder timers;
  timers.when_fired = [&] {
    if (timers.cookies.size() < 3)
      loop->start_timer(0ms, timers, 2);
  };
  loop->start_timer(0ms, timers, 1);
  const auto before = network.now();
  for (int i = 0; i < 3; ++i)
    loop->run_once(1h);
  BOOST_TEST(timers.cookies.size() == 3U);
  BOOST_TEST((network.now() - before <= 3 * timer_wheel::resolution));
}

BOOST_AUTO_TEST_CASE(exception_of_a_timer_leaves_the_others) {
  timer_recorder timers;
  loop->start_timer(1s, timers, 1);
  loop->start_timer(2s, timers, 2);
  timers.when_fired = [&] {
    timers.when_fired = [] {};
    throw std::runtime_error("handler");
  };
  BOOST_CHECK_THROW(loop->run_once(1h), std::runtime_error);
  BOOST_TEST(loop->run_once(1h) == 1U);
  BOOST_TEST(timers.cookies.size() == 2U);
}

BOOST_AUTO_TEST_CASE(time_does_not_jump_by_itself_when_told) {
  network.auto_advance(false);
  timer_recorder timers;
  const auto before = network.now();
  loop->start_timer(1s, timers, 1);
  BOOST_TEST(loop->run_once(1h) == 0U);
  BOOST_TEST((network.now() == before));
  network.advance(2s);
  BOOST_TEST(loop->run_once(1h) == 1U);
}

BOOST_AUTO_TEST_CASE(time_does_not_jump_while_something_is_ready) {
  auto client = connect();
  const auto before = network.now();
  BOOST_TEST(loop->run_once(1h) == 1U);
  BOOST_TEST((network.now() == before));
}

BOOST_AUTO_TEST_CASE(waiting_for_ever_with_nothing_to_come_returns) {
  const auto before = network.now();
  BOOST_TEST(loop->run_once(loop_clock::duration::max()) == 0U);
  BOOST_TEST((network.now() == before));
}

BOOST_AUTO_TEST_CASE(wake_makes_the_next_run_once_return_at_once) {
  const auto before = network.now();
  loop->wake();
  BOOST_TEST(loop->run_once(1h) == 0U);
  BOOST_TEST((network.now() == before));
  loop->run_once(1s);
  BOOST_TEST((network.now() - before == 1s));
}

BOOST_AUTO_TEST_CASE(wake_out_of_a_callback_is_for_the_next_run_once) {
  auto client = connect();
  accepts.when_accepted = [&](const accepted_socket&) { loop->wake(); };
  const auto before = network.now();
  BOOST_TEST(loop->run_once(1h) == 1U);
  BOOST_TEST(loop->run_once(1h) == 0U);
  BOOST_TEST((network.now() == before));
}

BOOST_AUTO_TEST_CASE(scheduled_actions_happen_while_a_loop_waits) {
  std::vector<simulated_peer> clients;
  const auto before = network.now();
  network.schedule(2s, [&] { clients.push_back(connect()); });
  network.schedule(1s, [&] { loop->wake(); });
  BOOST_TEST(loop->run_once(1h) == 0U);
  BOOST_TEST((network.now() - before == 1s));
  BOOST_TEST(loop->run_once(1h) == 1U);
  BOOST_TEST((network.now() - before == 2s));
  BOOST_TEST(accepts.sockets.size() == 1U);
}

BOOST_AUTO_TEST_CASE(advance_runs_scheduled_actions_each_at_its_time) {
  std::vector<loop_clock::duration> times;
  const auto before = network.now();
  const auto note = [&] { times.push_back(network.now() - before); };
  network.schedule(3s, note);
  network.schedule(1s, [&] {
    note();
    network.schedule(1s, note);
  });
  network.advance(10s);
  const std::vector<loop_clock::duration> expected{1s, 2s, 3s};
  BOOST_TEST((times == expected));
  BOOST_TEST((network.now() - before == 10s));
}

BOOST_AUTO_TEST_CASE(action_that_throws_leaves_the_rest_to_the_next_call) {
  int runs = 0;
  network.schedule(1s, [] { throw std::runtime_error("action"); });
  network.schedule(2s, [&] { ++runs; });
  BOOST_CHECK_THROW(network.advance(5s), std::runtime_error);
  BOOST_TEST(runs == 0);
  network.advance(5s);
  BOOST_TEST(runs == 1);
}

BOOST_AUTO_TEST_SUITE_END()
