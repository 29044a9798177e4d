#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/net/send_queue.hpp"

using namespace troupe::net;

namespace {

/// A part of a file that is never opened: the queue only counts it.
send_queue::file_part part(std::uint64_t offset, std::uint64_t length, file_ptr source = nullptr) {
  return {std::move(source), offset, length};
}

/// All slices up to the next file, joined.
std::string head_of(const send_queue& queue) {
  std::array<iovec, 64> entries{};
  const int count = queue.gather(entries.data(), static_cast<int>(entries.size()));
  std::string text;
  for (int i = 0; i < count; ++i) {
    const iovec& each = entries[static_cast<std::size_t>(i)];
    text.append(static_cast<const char*>(each.iov_base), each.iov_len);
  }
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(send_queue_order)

BOOST_AUTO_TEST_CASE(puts_copies_of_small_pieces_into_few_blocks) {
  send_queue queue;
  std::string all;
  for (int i = 0; i < 10'000; ++i) {
    const auto piece = std::to_string(i) + ' ';
    queue.append(std::string_view{piece});
    all += piece;
  }
  std::array<iovec, 64> entries{};
  BOOST_TEST(queue.gather(entries.data(), 64) < 16);
  BOOST_TEST(queue.bytes() == all.size());
  BOOST_TEST((head_of(queue) == all));
}

BOOST_AUTO_TEST_CASE(does_not_write_behind_a_slice_that_somebody_else_has) {
  send_queue queue;
  const auto shared = slice::copy_of("shared", 100);
  queue.append(shared);
  queue.append(std::string_view{" and copied"});
  queue.append(std::string_view{" twice"});
  BOOST_TEST(head_of(queue) == "shared and copied twice");
  BOOST_TEST(shared.view() == "shared");
  std::array<iovec, 4> entries{};
  BOOST_TEST(queue.gather(entries.data(), 4) == 2);
}

BOOST_AUTO_TEST_CASE(copies_go_behind_what_was_partly_written_and_behind_files) {
  send_queue queue;
  queue.append(std::string_view{"first"});
  queue.consume(2);
  queue.append(std::string_view{" second"});
  BOOST_TEST(head_of(queue) == "rst second");
  queue.append(part(0, 3));
  queue.append(std::string_view{"third"});
  queue.append(std::string_view{""});
  queue.consume(10 + 3);
  BOOST_TEST(head_of(queue) == "third");
  BOOST_TEST(queue.bytes() == 5U);
}

BOOST_AUTO_TEST_CASE(is_empty_at_first) {
  const send_queue queue;
  iovec entry{};
  BOOST_TEST(queue.empty());
  BOOST_TEST(queue.bytes() == 0u);
  BOOST_TEST(queue.gather(&entry, 1) == 0);
  BOOST_TEST(!queue.file_at_head());
}

BOOST_AUTO_TEST_CASE(takes_nothing_for_empty_slices_and_file_parts) {
  send_queue queue;
  queue.append(slice{});
  queue.append(part(5, 0));
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(gathers_slices_by_reference_and_no_more_than_asked_for) {
  send_queue queue;
  const slice first = slice::copy_of("one");
  queue.append(first);
  queue.append(slice::copy_of("two"));
  queue.append(slice::copy_of("three"));
  std::array<iovec, 2> entries{};
  BOOST_TEST(queue.gather(entries.data(), 2) == 2);
  BOOST_TEST(entries[0].iov_base == static_cast<const void*>(first.data()));
  BOOST_TEST(entries[0].iov_len == 3u);
  BOOST_TEST(queue.gather(entries.data(), 0) == 0);
  BOOST_TEST(head_of(queue) == "onetwothree");
  BOOST_TEST(queue.bytes() == 11u);
}

BOOST_AUTO_TEST_CASE(joins_slices_that_follow_each_other_in_one_block) {
  send_queue queue;
  const slice both = slice::copy_of("abcdef");
  std::array<iovec, 4> entries{};
  queue.append(both.sub(0, 3));
  queue.consume(1);
  queue.append(both.sub(3));
  BOOST_TEST(queue.gather(entries.data(), 4) == 1);
  BOOST_TEST(head_of(queue) == "bcdef");
  BOOST_TEST(queue.bytes() == 5u);
}

BOOST_AUTO_TEST_CASE(consumes_across_slices) {
  send_queue queue;
  for (const auto* text : {"one", "two", "three"})
    queue.append(slice::copy_of(text));
  queue.consume(0);
  queue.consume(4);
  BOOST_TEST(head_of(queue) == "wothree");
  queue.consume(2);
  BOOST_TEST(head_of(queue) == "three");
  queue.consume(5);
  BOOST_TEST(queue.empty());
  BOOST_TEST(queue.bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(consumes_all_when_told_too_much) {
  send_queue queue;
  queue.append(slice::copy_of("one"));
  queue.consume(100);
  BOOST_TEST(queue.empty());
  queue.consume(1);
  BOOST_TEST(queue.bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(keeps_the_order_of_slices_and_files) {
  send_queue queue;
  queue.append(slice::copy_of("head"));
  queue.append(part(10, 1'000'000'000'000));
  queue.append(slice::copy_of("tail"));
  BOOST_TEST(queue.bytes() == 1'000'000'000'008u);
  BOOST_TEST(!queue.file_at_head());
  BOOST_TEST(head_of(queue) == "head");
  queue.consume(4);
  BOOST_REQUIRE(queue.file_at_head());
  BOOST_TEST(head_of(queue).empty());
  queue.consume(400);
  BOOST_TEST(queue.file_at_head()->offset == 410u);
  BOOST_TEST(queue.file_at_head()->length == 999'999'999'600u);
  queue.consume(999'999'999'600);
  BOOST_TEST(!queue.file_at_head());
  BOOST_TEST(head_of(queue) == "tail");
}

BOOST_AUTO_TEST_CASE(consumes_across_files) {
  send_queue queue;
  queue.append(slice::copy_of("ab"));
  queue.append(part(0, 5));
  queue.append(part(7, 5));
  queue.append(slice::copy_of("cd"));
  queue.consume(9);
  BOOST_REQUIRE(queue.file_at_head());
  BOOST_TEST(queue.file_at_head()->offset == 9u);
  BOOST_TEST(queue.file_at_head()->length == 3u);
  queue.consume(4);
  BOOST_TEST(head_of(queue) == "d");
}

BOOST_AUTO_TEST_CASE(equals_a_string_under_random_use) {
  std::mt19937 random{42};
  const auto below = [&random](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  send_queue queue;
  slice_builder builder{64, 4};
  std::string expected;
  for (int round = 0; round < 50'000; ++round) {
    if (below(2) == 0) {
      const std::string text(1 + below(40), static_cast<char>('a' + round % 26));
      std::memcpy(builder.prepare(text.size()), text.data(), text.size());
      queue.append(builder.commit(text.size()));
      expected += text;
    } else {
      const std::size_t count = std::min(expected.size(), below(60));
      queue.consume(count);
      expected.erase(0, count);
    }
    BOOST_TEST_REQUIRE(queue.bytes() == expected.size());
    BOOST_TEST_REQUIRE(queue.empty() == expected.empty());
    const std::string head = head_of(queue);
    BOOST_TEST_REQUIRE(head == expected.substr(0, head.size()));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(send_queue_dropping)

BOOST_AUTO_TEST_CASE(drops_files_and_keeps_slices_in_order) {
  send_queue queue;
  queue.append(slice::copy_of("one"));
  queue.append(part(0, 100));
  queue.append(slice::copy_of("two"));
  queue.append(part(100, 50));
  queue.append(part(150, 1));
  queue.append(slice::copy_of("three"));
  queue.consume(1);
  BOOST_TEST(queue.drop_files() == 151u);
  BOOST_TEST(head_of(queue) == "netwothree");
  BOOST_TEST(queue.bytes() == 10u);
  BOOST_TEST(queue.drop_files() == 0u);
}

BOOST_AUTO_TEST_CASE(drops_the_rest_of_a_file_that_is_half_sent) {
  send_queue queue;
  queue.append(slice::copy_of("x"));
  queue.append(part(0, 100));
  queue.append(slice::copy_of("y"));
  queue.consume(31);
  BOOST_TEST(queue.drop_files() == 70u);
  BOOST_TEST(head_of(queue) == "y");
}

BOOST_AUTO_TEST_CASE(is_empty_after_its_only_file_was_dropped) {
  send_queue queue;
  queue.append(part(0, 100));
  BOOST_TEST(queue.drop_files() == 100u);
  BOOST_TEST(queue.empty());
  queue.append(slice::copy_of("z"));
  BOOST_TEST(head_of(queue) == "z");
}

BOOST_AUTO_TEST_CASE(lets_go_of_what_is_written_or_dropped_while_more_waits) {
  const block_ptr owner{block::make(8)};
  const auto open = std::make_shared<int>(0);
  const file_ptr source{open, nullptr};
  send_queue queue;
  queue.append(slice{owner, {owner->data(), 8}});
  queue.append(part(0, 5, source));
  queue.append(slice::copy_of("more"));
  queue.append(part(5, 5, source));
  BOOST_TEST(!owner->unique());
  queue.consume(8);
  BOOST_TEST(owner->unique());
  BOOST_TEST(open.use_count() == 4);
  queue.consume(5);
  BOOST_TEST(open.use_count() == 3);
  queue.drop_files();
  BOOST_TEST(open.use_count() == 2);
}

BOOST_AUTO_TEST_CASE(clears_everything_and_can_be_used_again) {
  const auto open = std::make_shared<int>(0);
  send_queue queue;
  queue.append(slice::copy_of("one"));
  queue.append(part(0, 5, file_ptr{open, nullptr}));
  queue.clear();
  BOOST_TEST(queue.empty());
  BOOST_TEST(queue.bytes() == 0u);
  BOOST_TEST(open.use_count() == 1);
  queue.append(slice::copy_of("two"));
  BOOST_TEST(head_of(queue) == "two");
}

BOOST_AUTO_TEST_CASE(takes_linear_time_when_it_is_long_and_never_empty) {
  send_queue queue;
  const slice odd = slice::copy_of("o");
  const slice even = slice::copy_of("e");
  for (int i = 0; i < 500'000; ++i)
    queue.append(i % 2 == 0 ? even : odd);
  for (int i = 0; i < 2'000'000; ++i) {
    queue.append(i % 2 == 0 ? even : odd);
    queue.consume(1);
  }
  BOOST_TEST(queue.bytes() == 500'000u);
  BOOST_TEST(head_of(queue).substr(0, 4) == "eoeo");
}

BOOST_AUTO_TEST_SUITE_END()
