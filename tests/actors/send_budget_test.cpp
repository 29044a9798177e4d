#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/actors/send_budget.hpp"

using troupe::actors::send_budget;

BOOST_AUTO_TEST_SUITE(actors_send_budget)

BOOST_AUTO_TEST_CASE(reserves_what_there_is_room_for) {
  send_budget budget{100};
  BOOST_TEST(budget.reserve(60) == 60U);
  BOOST_TEST(budget.room() == 40U);
  BOOST_TEST(budget.reserve(60) == 40U);
  BOOST_TEST(budget.full());
  BOOST_TEST(budget.reserve(1) == 0U);
  BOOST_TEST(budget.reserve(0) == 0U);
  budget.release(30);
  BOOST_TEST(budget.pending() == 70U);
  BOOST_TEST(!budget.full());
}

BOOST_AUTO_TEST_CASE(is_mostly_free_from_half_on) {
  send_budget budget{100};
  BOOST_TEST(budget.mostly_free());
  BOOST_TEST(budget.reserve(51) == 51U);
  BOOST_TEST(!budget.mostly_free());
  budget.release(1);
  BOOST_TEST(budget.mostly_free());
}

BOOST_AUTO_TEST_CASE(a_file_may_go_beyond_the_limit_and_leaves_no_room) {
  send_budget budget{100};
  budget.add(5'000'000'000);
  BOOST_TEST(budget.pending() == 5'000'000'000U);
  BOOST_TEST(budget.room() == 0U);
  BOOST_TEST(budget.reserve(1) == 0U);
  budget.release(4'999'999'950);
  BOOST_TEST(budget.room() == 50U);
}

BOOST_AUTO_TEST_CASE(tells_progress_whatever_is_reserved_meanwhile) {
  send_budget budget{100};
  budget.reserve(60);
  const auto before = budget.released();
  budget.release(60);
  budget.reserve(60);
  BOOST_TEST(budget.pending() == 60U);
  BOOST_TEST(budget.released() != before);
}

BOOST_AUTO_TEST_CASE(agrees_with_a_simple_count_in_random_order) {
  std::mt19937 random{7};
  constexpr std::size_t limit = 1000;
  send_budget budget{limit};
  std::uint64_t pending = 0;
  for (int round = 0; round < 100'000; ++round) {
    const std::size_t amount = random() % 400;
    switch (random() % 5) {
    case 0:
    case 1: {
      const auto expected = std::min<std::size_t>(amount, pending < limit ? limit - pending : 0);
      BOOST_REQUIRE(budget.reserve(amount) == expected);
      pending += expected;
      break;
    }
    case 2:
      budget.add(amount);
      pending += amount;
      break;
    default: {
      const auto less = std::min<std::uint64_t>(amount, pending);
      budget.release(less);
      pending -= less;
    }
    }
    BOOST_REQUIRE(budget.pending() == pending);
    BOOST_REQUIRE(budget.full() == (pending >= limit));
  }
}

BOOST_AUTO_TEST_CASE(several_threads_never_reserve_more_than_the_limit) {
  constexpr std::size_t limit = 1000;
  send_budget budget{limit};
  std::atomic<std::uint64_t> held{0};
  std::atomic<std::uint64_t> most{0};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (std::size_t round = 0; round < 50'000; ++round) {
        const auto mine = budget.reserve((round * (i + 3)) % 700);
        const auto now = held.fetch_add(mine) + mine;
        for (auto seen = most.load(); now > seen && !most.compare_exchange_weak(seen, now);)
          continue;
        held.fetch_sub(mine);
        budget.release(mine);
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  BOOST_TEST(most <= limit);
  BOOST_TEST(most > 0U);
  BOOST_TEST(budget.pending() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
