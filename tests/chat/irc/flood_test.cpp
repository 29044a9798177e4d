#include <chrono>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/flood.hpp"

using namespace chat::irc;
using namespace std::chrono_literals;

namespace {

const flood_timer::clock::time_point start{1'000h};

int taken_at(flood_timer& timer, const flood_rule& rule, flood_timer::clock::time_point now) {
  int lines = 0;
  while (lines < 1'000 && timer.take(rule, now))
    ++lines;
  return lines;
}

} // namespace

BOOST_AUTO_TEST_SUITE(flood)

BOOST_AUTO_TEST_CASE(lets_a_burst_through_and_then_one_line_an_interval) {
  const flood_rule rule{2'000ms, 5};
  flood_timer timer;
  BOOST_TEST(taken_at(timer, rule, start) == 5);
  BOOST_TEST((timer.next(rule, start) == start + 2s));
  BOOST_TEST(taken_at(timer, rule, start + 1'999ms) == 0);
  BOOST_TEST(taken_at(timer, rule, start + 2s) == 1);
  BOOST_TEST(taken_at(timer, rule, start + 6s) == 2);
}

BOOST_AUTO_TEST_CASE(forgives_in_time) {
  const flood_rule rule{2'000ms, 5};
  flood_timer timer;
  taken_at(timer, rule, start);
  BOOST_TEST((timer.next(rule, start + 1min) == start + 1min));
  BOOST_TEST(taken_at(timer, rule, start + 1min) == 5);
}

BOOST_AUTO_TEST_CASE(can_be_switched_off) {
  const flood_rule rule{1'000ms, 0};
  flood_timer timer;
  BOOST_TEST(taken_at(timer, rule, start) == 1'000);
  BOOST_TEST((timer.next(rule, start) == start));
}

BOOST_AUTO_TEST_CASE(follows_the_limits) {
  limits most;
  most.flood_burst = 7;
  most.flood_interval_ms = 250;
  const auto rule = flood_rule::from(most);
  BOOST_TEST((rule.interval == 250ms));
  BOOST_TEST(rule.burst == 7U);
}

BOOST_AUTO_TEST_CASE(ends_when_too_much_is_waiting) {
  limits most;
  BOOST_TEST(!excess_flood(most.flood_queue_bytes, most));
  BOOST_TEST(excess_flood(most.flood_queue_bytes + 1, most));
  most.flood_burst = 0;
  BOOST_TEST(!excess_flood(most.flood_queue_bytes + 1, most));
}

BOOST_AUTO_TEST_SUITE_END()
