#include <new>
#include <vector>

#include <malloc.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/timer_wheel.hpp"
#include "troupe/tests/net/timer_recorder.hpp"

using namespace std::chrono_literals;

namespace net = troupe::net;
using net::loop_clock;
using net::timer_id;
using net::testing::start_time;
using recorder = net::testing::timer_recorder;

namespace {

using cookies = std::vector<std::uint64_t>;

std::int64_t tick_up(loop_clock::time_point time) {
  const auto count = time.time_since_epoch() / 1ns;
  return (count + 3'999'999) / 4'000'000;
}

} // namespace

BOOST_AUTO_TEST_SUITE(timer_wheel)

BOOST_AUTO_TEST_CASE(has_no_expiry_while_it_is_empty) {
  recorder r;
  BOOST_TEST(!r.wheel.next_expiry());
  BOOST_TEST(r.expire(1h) == 0u);
  const auto timer = r.start(2h, 1);
  BOOST_TEST(!!r.wheel.next_expiry());
  r.wheel.cancel(timer);
  BOOST_TEST(!r.wheel.next_expiry());
  BOOST_TEST(r.wheel.size() == 0u);
}

BOOST_AUTO_TEST_CASE(fires_at_the_first_tick_that_is_not_before_the_deadline) {
  recorder r;
  const auto deadline = start_time + 10ms;
  const loop_clock::time_point tick{tick_up(deadline) * 4ms};
  r.start(10ms, 5);
  BOOST_TEST(r.wheel.expire(deadline - 1ns) == 0u);
  BOOST_TEST(r.wheel.expire(tick - 1ns) == 0u);
  BOOST_TEST(r.wheel.expire(tick) == 1u);
  BOOST_TEST(r.fired == cookies{5});
  BOOST_TEST(r.wheel.size() == 0u);
  BOOST_TEST(r.expire(1h) == 0u);
}

BOOST_AUTO_TEST_CASE(fires_a_deadline_at_a_whole_tick_on_this_tick) {
  recorder r;
  const loop_clock::time_point deadline{1001s};
  r.wheel.start(deadline, r, 1);
  BOOST_TEST(r.wheel.expire(deadline - 1ns) == 0u);
  BOOST_TEST(r.wheel.expire(deadline) == 1u);
}

BOOST_AUTO_TEST_CASE(fires_in_the_order_of_ticks_and_of_starts) {
  recorder r;
  r.start(100s, 4);
  r.start(1ms, 1);
  r.start(20ms, 2);
  r.start(20ms, 3);
  r.start(30h, 5);
  BOOST_TEST(r.expire(31h) == 5u);
  BOOST_TEST(r.fired == (cookies{1, 2, 3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(fires_a_deadline_in_the_past_at_the_next_expire) {
  recorder r;
  r.expire(10s);
  r.start(5s, 1);
  r.start(-5000s, 2);
  r.wheel.start(loop_clock::time_point::min(), r, 3);
  BOOST_TEST((r.wheel.next_expiry() <= start_time + 10s));
  BOOST_TEST(r.expire(10s) == 3u);
  BOOST_TEST(r.fired == (cookies{1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(calls_back_with_the_id_that_start_returned) {
  recorder r;
  const auto timer = r.start(1s, 1);
  BOOST_TEST((timer != timer_id::none));
  r.expire(2s);
  BOOST_TEST((r.ids == std::vector<timer_id>{timer}));
}

BOOST_AUTO_TEST_CASE(does_not_fire_a_cancelled_timer) {
  recorder r;
  r.start(1s, 1);
  const auto second = r.start(1s, 2);
  r.start(1s, 3);
  r.wheel.cancel(second);
  BOOST_TEST(r.wheel.size() == 2u);
  BOOST_TEST(r.expire(2s) == 2u);
  BOOST_TEST(r.fired == (cookies{1, 3}));
}

BOOST_AUTO_TEST_CASE(ignores_the_cancel_of_a_timer_that_is_gone) {
  recorder r;
  const auto fired = r.start(1s, 1);
  r.expire(2s);
  r.wheel.cancel(fired);
  const auto cancelled = r.start(3s, 2);
  r.wheel.cancel(cancelled);
  // In the memory of those before it.
  r.start(3s, 3);
  r.wheel.cancel(fired);
  r.wheel.cancel(cancelled);
  r.wheel.cancel(timer_id::none);
  r.wheel.cancel(static_cast<timer_id>(~std::uint64_t{0}));
  BOOST_TEST(r.wheel.size() == 1u);
  BOOST_TEST(r.expire(4s) == 1u);
  BOOST_TEST(r.fired == (cookies{1, 3}));
}

BOOST_AUTO_TEST_CASE(lets_a_handler_cancel_a_timer_that_is_due_too) {
  recorder r;
  r.start(1s, 1);
  const auto second = r.start(2s, 2);
  r.start(3s, 3);
  r.then = [&](std::uint64_t) { r.wheel.cancel(second); };
  BOOST_TEST(r.expire(4s) == 2u);
  BOOST_TEST(r.fired == (cookies{1, 3}));
  BOOST_TEST(r.wheel.size() == 0u);
}

BOOST_AUTO_TEST_CASE(leaves_a_timer_started_by_a_handler_without_delay_to_the_next_expire) {
  recorder r;
  r.start(1s, 1);
  r.then = [&](std::uint64_t cookie) { r.start(2s, cookie + 1); };
  BOOST_TEST(r.expire(3s) == 1u);
  BOOST_TEST((r.wheel.next_expiry() <= start_time + 3s));
  BOOST_TEST(r.expire(3s) == 1u);
  BOOST_TEST(r.fired == (cookies{1, 2}));
}

BOOST_AUTO_TEST_CASE(fires_each_timer_once_when_a_handler_expires_again) {
  recorder r;
  for (std::uint64_t cookie = 1; cookie <= 4; ++cookie)
    r.start(cookie * 1s, cookie);
  r.start(10s, 9);
  std::size_t nested = 0;
  r.then = [&](std::uint64_t cookie) {
    if (cookie != 2)
      return;
    r.start(1s, 5);
    BOOST_TEST(r.wheel.next_expiry().has_value());
    nested = r.expire(20s);
  };
  BOOST_TEST(r.expire(5s) == 2u);
  BOOST_TEST(nested == 4u);
  BOOST_TEST(r.fired == (cookies{1, 2, 3, 4, 5, 9}));
  BOOST_TEST(r.wheel.size() == 0u);
}

BOOST_AUTO_TEST_CASE(keeps_what_is_due_when_a_handler_throws) {
  recorder r;
  r.start(1s, 1);
  r.start(2s, 2);
  r.then = [](std::uint64_t cookie) {
    if (cookie == 1)
      throw std::bad_alloc{};
  };
  BOOST_CHECK_THROW(r.expire(3s), std::bad_alloc);
  BOOST_TEST((r.wheel.next_expiry() <= start_time + 3s));
  BOOST_TEST(r.expire(3s) == 1u);
  BOOST_TEST(r.fired == (cookies{1, 2}));
}

BOOST_AUTO_TEST_CASE(takes_an_earlier_time_for_the_last_one) {
  recorder r;
  r.expire(10s);
  r.start(10s + 100ms, 1);
  BOOST_TEST(r.expire(1s) == 0u);
  BOOST_TEST(r.expire(9s) == 0u);
  BOOST_TEST((r.wheel.next_expiry() >= start_time + 10s - 4ms));
  BOOST_TEST(r.expire(11s) == 1u);
}

BOOST_AUTO_TEST_CASE(does_not_walk_through_the_ticks_of_a_long_gap) {
  recorder r;
  const auto years = 24h * 365;
  r.start(years * 100, 1);
  BOOST_TEST(r.expire(years * 100 - 1h) == 0u);
  BOOST_TEST(r.expire(years * 200) == 1u);
  r.start(years * 200 + 1s, 2);
  BOOST_TEST(r.expire(years * 200 + 2s) == 1u);
}

BOOST_AUTO_TEST_CASE(keeps_a_deadline_at_the_end_of_time) {
  recorder r;
  r.wheel.start(loop_clock::time_point::max(), r, 1);
  BOOST_TEST(r.expire(24h * 365 * 200) == 0u);
  BOOST_REQUIRE(r.wheel.next_expiry().has_value());
  BOOST_TEST((*r.wheel.next_expiry() > start_time));
  BOOST_TEST(r.wheel.expire(loop_clock::time_point::max()) == 1u);
}

BOOST_AUTO_TEST_CASE(serves_a_clock_that_starts_before_its_epoch) {
  recorder r;
  net::timer_wheel wheel{loop_clock::time_point::min()};
  wheel.start(loop_clock::time_point{-10s}, r, 1);
  wheel.start(loop_clock::time_point{10s}, r, 2);
  wheel.start(loop_clock::time_point::max(), r, 3);
  BOOST_TEST(wheel.expire(loop_clock::time_point{-10s} - 1ns) == 0u);
  BOOST_TEST(wheel.expire(loop_clock::time_point{-10s}) == 1u);
  BOOST_TEST(wheel.expire(loop_clock::time_point{9s}) == 0u);
  BOOST_TEST(wheel.expire(loop_clock::time_point{10s}) == 1u);
  BOOST_TEST(wheel.size() == 1u);
}

// Under a sanitizer mallinfo2(3) counts nothing, and these three cases show nothing.
BOOST_AUTO_TEST_CASE(takes_no_more_than_48_bytes_a_timer_and_gives_them_back) {
  recorder r;
  std::vector<timer_id> timers;
  timers.reserve(100'000);
  const auto before = mallinfo2().uordblks;
  for (std::uint64_t cookie = 0; cookie < 100'000; ++cookie)
    timers.push_back(r.start(60s + cookie * 1ms, cookie));
  BOOST_TEST(mallinfo2().uordblks - before <= 48u * 100'000u);
  for (const auto timer : timers)
    r.wheel.cancel(timer);
  BOOST_TEST(mallinfo2().uordblks - before <= 64u * 1024u);
}

BOOST_AUTO_TEST_CASE(uses_the_memory_of_timers_that_are_gone_again) {
  recorder r;
  r.start(1h, 1);
  r.wheel.cancel(r.start(1s, 2));
  const auto before = mallinfo2().uordblks;
  for (std::uint64_t cookie = 0; cookie < 100'000; ++cookie)
    r.wheel.cancel(r.start(1s, cookie));
  BOOST_TEST(mallinfo2().uordblks == before);
}

BOOST_AUTO_TEST_CASE(allocates_nothing_once_warm) {
  recorder r;
  for (std::uint64_t cookie = 0; cookie < 1000; ++cookie)
    r.start(1s, cookie);
  r.fired.reserve(1'000'000);
  r.ids.reserve(1'000'000);
  r.expire(2s);
  const auto before = mallinfo2().uordblks;
  for (int round = 0; round < 100; ++round) {
    const auto begin = 2s + round * 1s;
    for (std::uint64_t cookie = 0; cookie < 1000; ++cookie)
      r.start(begin + cookie * 100us, cookie);
    r.expire(begin + 500ms);
  }
  BOOST_TEST(mallinfo2().uordblks == before);
  BOOST_TEST(r.fired.size() == 101'000u);
}

BOOST_AUTO_TEST_SUITE_END()
