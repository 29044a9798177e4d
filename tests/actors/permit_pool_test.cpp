#include <atomic>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/actors/permit_pool.hpp"

using troupe::actors::permit;
using troupe::actors::permit_pool;

BOOST_AUTO_TEST_SUITE(actors_permit_pool)

BOOST_AUTO_TEST_CASE(gives_out_as_many_permits_as_the_limit_says) {
  permit_pool pool{2};
  auto one = pool.take();
  const auto two = pool.take();
  BOOST_TEST(one.has_value());
  BOOST_TEST(two.has_value());
  BOOST_TEST(!pool.take().has_value());
  BOOST_TEST(pool.in_use() == 2);
  one.reset();
  BOOST_TEST(pool.in_use() == 1);
  BOOST_TEST(pool.take().has_value());
}

BOOST_AUTO_TEST_CASE(gives_none_with_a_limit_of_zero) {
  permit_pool pool{0};
  BOOST_TEST(!pool.take().has_value());
  BOOST_TEST(pool.in_use() == 0);
}

BOOST_AUTO_TEST_CASE(a_permit_gives_itself_back_once) {
  permit_pool pool{3};
  auto first = *pool.take();
  {
    permit moved{std::move(first)};
    BOOST_TEST(pool.in_use() == 1);
    moved.release();
    moved.release();
    BOOST_TEST(pool.in_use() == 0);
  }
  first.release();
  BOOST_TEST(pool.in_use() == 0);
  permit assigned;
  assigned = *pool.take();
  BOOST_TEST(pool.in_use() == 1);
}

BOOST_AUTO_TEST_CASE(an_assigned_permit_gives_the_old_one_back) {
  permit_pool pool{3};
  permit kept = *pool.take();
  kept = *pool.take();
  BOOST_TEST(pool.in_use() == 1);
}

BOOST_AUTO_TEST_CASE(a_lower_limit_takes_no_permit_away_and_gives_none_until_enough_came_back) {
  permit_pool pool{3};
  std::vector<permit> out;
  for (int i = 0; i < 3; ++i)
    out.push_back(*pool.take());
  pool.limit(1);
  BOOST_TEST(pool.in_use() == 3);
  out.pop_back();
  out.pop_back();
  BOOST_TEST(!pool.take().has_value());
  out.pop_back();
  BOOST_TEST(pool.take().has_value());
}

BOOST_AUTO_TEST_CASE(tells_that_a_permit_is_free_once_and_only_if_somebody_wanted_one) {
  permit_pool pool{1};
  int told = 0;
  pool.on_free([&] { ++told; });
  { const auto unnoticed = pool.take(); }
  BOOST_TEST(told == 0);
  auto held = pool.take();
  BOOST_TEST(!pool.want());
  held.reset();
  BOOST_TEST(told == 1);
  { const auto again = pool.take(); }
  BOOST_TEST(told == 1);
  BOOST_TEST(pool.want());
}

BOOST_AUTO_TEST_CASE(tells_when_the_limit_is_raised) {
  permit_pool pool{0};
  int told = 0;
  pool.on_free([&] { ++told; });
  BOOST_TEST(!pool.want());
  pool.limit(1);
  BOOST_TEST(told == 1);
}

BOOST_AUTO_TEST_CASE(several_threads_never_hold_more_permits_than_the_limit) {
  constexpr int limit = 3;
  permit_pool pool{limit};
  std::atomic<int> held{0};
  std::atomic<int> most{0};
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50'000; ++round) {
        const auto mine = pool.take();
        if (!mine)
          continue;
        ++taken;
        const int now = ++held;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);)
          continue;
        --held;
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  BOOST_TEST(most <= limit);
  BOOST_TEST(taken > 0);
  BOOST_TEST(pool.in_use() == 0);
}

// Whoever wants a permit and gets none hears of the next one that is free: nobody waits for ever.
BOOST_AUTO_TEST_CASE(no_wake_up_is_lost_between_threads) {
  permit_pool pool{1};
  std::atomic<int> free{0};
  pool.on_free([&] { ++free; });
  constexpr int rounds = 20'000;
  std::atomic<bool> lost{false};
  const auto work = [&] {
    for (int round = 0; round < rounds && !lost; ++round) {
      for (;;) {
        const int before = free;
        if (const auto mine = pool.take())
          break;
        if (pool.want())
          continue;
        // Told, or somebody else was told and has taken the permit since.
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (free == before && pool.in_use() > 0 && !lost)
          lost = std::chrono::steady_clock::now() > end;
        if (lost)
          return;
      }
    }
  };
  std::thread other{work};
  work();
  other.join();
  BOOST_TEST(!lost);
  BOOST_TEST(pool.in_use() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
