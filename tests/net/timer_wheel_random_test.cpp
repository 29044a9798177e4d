#include <algorithm>
#include <map>
#include <random>

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

std::int64_t tick_up(loop_clock::time_point time) {
  const auto count = time.time_since_epoch() / 1ns;
  return (count + 3'999'999) / 4'000'000;
}

std::int64_t tick_down(loop_clock::time_point time) {
  return time.time_since_epoch() / 1ns / 4'000'000;
}

// Delays of all magnitudes, from the past to years.
loop_clock::duration random_delay(std::mt19937_64& random) {
  const auto magnitude = std::uniform_int_distribution<int>{0, 57}(random);
  const auto most = std::int64_t{1} << magnitude;
  return loop_clock::duration{std::uniform_int_distribution<std::int64_t>{-most / 8, most}(random)};
}

// What a wheel must do, said in the simplest way.
class model {
public:
  void start(timer_id timer, loop_clock::time_point deadline, loop_clock::time_point now) {
    timers_.emplace(std::max(tick_up(deadline), tick_down(now)), timer);
  }
  void cancel(timer_id timer) {
    const auto found = std::find_if(timers_.begin(), timers_.end(), [&](const auto& t) { return t.second == timer; });
    if (found != timers_.end())
      timers_.erase(found);
  }
  std::vector<timer_id> expire(loop_clock::time_point now) {
    std::vector<timer_id> due;
    const auto end = timers_.upper_bound(tick_down(now));
    std::for_each(timers_.begin(), end, [&](const auto& t) { due.push_back(t.second); });
    timers_.erase(timers_.begin(), end);
    return due;
  }
  std::size_t size() const { return timers_.size(); }
  std::int64_t first_tick() const { return timers_.begin()->first; }

private:
  std::multimap<std::int64_t, timer_id> timers_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(timer_wheel_random)

BOOST_AUTO_TEST_CASE(reaches_any_deadline_in_a_few_steps_when_expired_at_next_expiry) {
  std::mt19937_64 random{1};
  for (int round = 0; round < 2000; ++round) {
    recorder r;
    const auto deadline = start_time + random_delay(random);
    r.wheel.start(deadline, r, 1);
    int steps = 0;
    auto now = start_time;
    for (auto next = r.wheel.next_expiry(); next; next = r.wheel.next_expiry(), ++steps) {
      now = std::max(now, *next);
      r.wheel.expire(now);
    }
    BOOST_REQUIRE_LE(steps, 7);
    BOOST_REQUIRE(r.fired.size() == 1u);
    BOOST_REQUIRE(now >= deadline);
    BOOST_REQUIRE(now <= std::max(start_time, deadline + 4ms));
  }
}

BOOST_AUTO_TEST_CASE(agrees_with_a_sorted_list_whatever_happens) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    std::mt19937_64 random{seed};
    recorder r;
    model expected;
    auto now = start_time;
    std::vector<timer_id> known;
    for (int step = 0; step < 4000; ++step) {
      const auto choice = random() % 10;
      if (choice < 5) {
        const auto deadline = now + random_delay(random);
        known.push_back(r.wheel.start(deadline, r, 0));
        expected.start(known.back(), deadline, now);
      } else if (choice < 7 && !known.empty()) {
        const auto timer = known[random() % known.size()];
        r.wheel.cancel(timer);
        expected.cancel(timer);
      } else {
        const auto next = r.wheel.next_expiry();
        BOOST_REQUIRE(next.has_value() == (expected.size() != 0));
        BOOST_REQUIRE((!next || *next <= std::max(now, loop_clock::time_point{expected.first_tick() * 4ms})));
        // Small jumps for the most part, so that a century lasts for the whole test.
        const auto jump = random_delay(random) / (random() % 8 == 0 ? 16 : 1'000'000);
        now = choice == 9 && next && *next < now + 24h * 365 ? std::max(now, *next)
                                                             : now + std::max(jump, loop_clock::duration{0});
        r.ids.clear();
        const auto due = expected.expire(now);
        BOOST_REQUIRE_EQUAL(r.wheel.expire(now), due.size());
        BOOST_REQUIRE(r.ids == due);
      }
      BOOST_REQUIRE_EQUAL(r.wheel.size(), expected.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(fires_every_timer_once_and_not_early_whatever_handlers_do) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    std::mt19937_64 random{seed};
    recorder r;
    std::map<timer_id, loop_clock::time_point> waiting;
    std::vector<timer_id> known;
    auto now = start_time;
    int depth = 0;
    int budget = 20000;

    const auto act = [&] {
      if (const auto choice = random() % 10; choice < 5) {
        const auto deadline = now + random_delay(random) / 1'000'000;
        known.push_back(r.wheel.start(deadline, r, 0));
        waiting.emplace(known.back(), deadline);
      } else if (choice < 7 && !known.empty()) {
        const auto timer = known[random() % known.size()];
        r.wheel.cancel(timer);
        waiting.erase(timer);
      } else if (depth < 5) {
        now += std::max(random_delay(random) / 1'000'000, loop_clock::duration{0});
        r.wheel.expire(now);
      }
    };
    r.then = [&](std::uint64_t) {
      BOOST_REQUIRE(waiting.count(r.ids.back()) == 1);
      BOOST_REQUIRE(waiting[r.ids.back()] <= now);
      waiting.erase(r.ids.back());
      ++depth;
      for (auto actions = random() % 3; actions > 0 && budget > 0; --actions, --budget)
        act();
      --depth;
    };
    while (budget-- > 0) {
      act();
      BOOST_REQUIRE_EQUAL(r.wheel.size(), waiting.size());
    }
    now += 24h * 365;
    r.wheel.expire(now);
    BOOST_REQUIRE_EQUAL(r.wheel.size(), 0u);
    BOOST_REQUIRE(waiting.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
