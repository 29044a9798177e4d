#include <cstdint>
#include <deque>
#include <random>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/actors/record_ledger.hpp"

using troupe::actors::record_ledger;

BOOST_AUTO_TEST_SUITE(record_ledger_of_sent_bytes)

BOOST_AUTO_TEST_CASE(is_empty_at_first) {
  record_ledger ledger;
  BOOST_TEST(ledger.empty());
  BOOST_TEST(ledger.plaintext() == 0U);
  BOOST_TEST(ledger.take(100) == 0U);
}

BOOST_AUTO_TEST_CASE(counts_plaintext_as_sent_with_the_last_bytes_of_its_record) {
  record_ledger ledger;
  ledger.add(122, 100);
  BOOST_TEST(ledger.take(21) == 0U);
  BOOST_TEST(ledger.plaintext() == 100U);
  BOOST_TEST(ledger.take(100) == 99U);
  BOOST_TEST(ledger.take(1) == 1U);
  BOOST_TEST(ledger.empty());
}

BOOST_AUTO_TEST_CASE(counts_what_has_no_plaintext) {
  record_ledger ledger;
  ledger.add(50, 0);
  ledger.add(30, 8);
  BOOST_TEST(ledger.take(50) == 0U);
  BOOST_TEST(ledger.take(30) == 8U);
}

BOOST_AUTO_TEST_CASE(counts_several_records_at_once) {
  record_ledger ledger;
  for (int i = 0; i < 100; ++i)
    ledger.add(32, 10);
  BOOST_TEST(ledger.plaintext() == 1000U);
  BOOST_TEST(ledger.take(32 * 99) == 990U);
  BOOST_TEST(ledger.take(32) == 10U);
  BOOST_TEST(ledger.empty());
}

BOOST_AUTO_TEST_CASE(forgets_files_that_were_dropped_before_they_were_written) {
  record_ledger ledger;
  ledger.add(1000, 1000);
  ledger.add(40, 10);
  BOOST_TEST(ledger.take(300) == 300U);
  ledger.drop(700);
  BOOST_TEST(ledger.plaintext() == 10U);
  BOOST_TEST(ledger.take(40) == 10U);
  BOOST_TEST(ledger.empty());
}

BOOST_AUTO_TEST_CASE(agrees_with_a_byte_by_byte_count) {
  std::mt19937 random{1};
  const auto up_to = [&](std::uint64_t most) { return std::uniform_int_distribution<std::uint64_t>{0, most}(random); };
  record_ledger ledger;
  std::deque<std::pair<std::uint64_t, std::uint64_t>> expected; // around, plaintext
  std::uint64_t left = 0;
  for (int step = 0; step < 20'000; ++step) {
    if (up_to(2) > 0) {
      const auto plain = up_to(40);
      const auto around = 1 + up_to(22);
      ledger.add(around + plain, plain);
      expected.emplace_back(around, plain);
      left += around + plain;
    }
    const auto count = up_to(std::min<std::uint64_t>(left, 80));
    left -= count;
    std::uint64_t sent = 0;
    for (std::uint64_t byte = 0; byte < count; ++byte) {
      auto& [around, plain] = expected.front();
      if (around > 0) {
        --around;
      } else {
        --plain;
        ++sent;
      }
      if (around + plain == 0)
        expected.pop_front();
    }
    BOOST_REQUIRE(ledger.take(count) == sent);
  }
  BOOST_TEST(ledger.empty() == expected.empty());
}

BOOST_AUTO_TEST_SUITE_END()
