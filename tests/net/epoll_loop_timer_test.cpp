#include <algorithm>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/epoll_fixture.hpp"

namespace net = troupe::net;
using namespace net::test;

namespace {

struct timer_recorder final : net::timer_handler {
  std::vector<std::uint64_t> fired;
  void on_timer(net::timer_id, std::uint64_t cookie) override { fired.push_back(cookie); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(epoll_loop_timer)

BOOST_FIXTURE_TEST_CASE(timer_fires_once_and_not_early, loop_fixture) {
  timer_recorder handler;
  const auto start = loop.now();
  loop.start_timer(30ms, handler, 7);
  const auto cancelled = loop.start_timer(10ms, handler, 8);
  loop.start_timer(net::loop_clock::duration::max(), handler, 9);
  loop.cancel_timer(cancelled);
  run_until([&] { return !handler.fired.empty(); });
  BOOST_CHECK(loop.now() - start >= 30ms);
  BOOST_CHECK(waits());
  BOOST_CHECK((handler.fired == std::vector<std::uint64_t>{7}));
}

BOOST_FIXTURE_TEST_CASE(timer_that_came_due_between_two_runs_fires_in_the_next, loop_fixture) {
  timer_recorder handler;
  const auto other = *net::epoll_loop::make();
  net::loop_clock::duration shortest = patience;
  for (int i = 0; i < 3; ++i) { // one of them is not held up by other processes
    loop.start_timer(40ms, handler, 0);
    other->run_once(50ms); // as a handler that takes its time
    const auto start = net::loop_clock::now();
    BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
    shortest = std::min(shortest, net::loop_clock::now() - start);
  }
  BOOST_CHECK(shortest < 10ms);
}

BOOST_AUTO_TEST_SUITE_END()
