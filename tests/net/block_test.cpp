#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/net/block.hpp"

using namespace troupe::net;

namespace {

slice write(slice_builder& builder, const std::string& text) {
  std::memcpy(builder.prepare(text.size()), text.data(), text.size());
  return builder.commit(text.size());
}

// As a function, because Boost.Test compares two `const char*` as strings.
bool begins_at(const slice& bytes, const char* memory) {
  return bytes.data() == memory;
}

} // namespace

BOOST_AUTO_TEST_SUITE(slice_values)

BOOST_AUTO_TEST_CASE(copies_bytes_into_a_block_of_their_size) {
  const std::string text = "some bytes";
  const slice copy = slice::copy_of(text);
  BOOST_TEST(copy.view() == text);
  BOOST_TEST(!begins_at(copy, text.data()));
  BOOST_TEST(copy.pinned() == text.size());
}

BOOST_AUTO_TEST_CASE(needs_no_block_for_no_bytes) {
  BOOST_TEST(slice::copy_of("").empty());
  BOOST_TEST(slice::copy_of("").pinned() == 0u);
  BOOST_TEST(slice{}.pinned() == 0u);
}

BOOST_AUTO_TEST_CASE(keeps_its_bytes_alive_as_long_as_any_copy) {
  slice last;
  {
    const slice first = slice::copy_of("abcdef");
    const slice second = first.sub(2, 3);
    last = second;
  }
  BOOST_TEST(last.view() == "cde");
  BOOST_TEST(last.sub(1).view() == "de");
  last.remove_prefix(2);
  BOOST_TEST(last.view() == "e");
  BOOST_TEST(last.pinned() == 6u);
}

BOOST_AUTO_TEST_CASE(extends_over_what_follows_in_the_same_block) {
  const slice all = slice::copy_of("abcdef");
  slice part = all.sub(1, 2);
  BOOST_TEST(part.extend(all.sub(3, 2)));
  BOOST_TEST(part.view() == "bcde");
  BOOST_TEST(part.extend(all.sub(5, 0)));
  BOOST_TEST(part.view() == "bcde");
}

BOOST_AUTO_TEST_CASE(does_not_extend_over_a_gap_an_overlap_or_what_came_before) {
  const slice all = slice::copy_of("abcdef");
  slice part = all.sub(2, 2);
  BOOST_TEST(!part.extend(all.sub(5, 1)));
  BOOST_TEST(!part.extend(all.sub(3, 1)));
  BOOST_TEST(!part.extend(all.sub(0, 2)));
  BOOST_TEST(part.view() == "cd");
}

BOOST_AUTO_TEST_CASE(does_not_extend_into_another_block) {
  const std::string both = "abcdef";
  const std::string_view view = both;
  // Next to each other in memory, but kept alive by different blocks.
  slice first{block_ptr{block::make(1)}, view.substr(0, 3)};
  BOOST_TEST(!first.extend(slice{block_ptr{block::make(1)}, view.substr(3)}));
  BOOST_TEST(first.size() == 3u);
}

BOOST_AUTO_TEST_CASE(ends_on_any_thread) {
  const block_ptr owner{block::make(64)};
  std::array<std::thread, 4> threads;
  for (auto& each : threads) {
    each = std::thread{[mine = slice{owner, {owner->data(), 64}}] {
      for (int round = 0; round < 20'000; ++round) {
        slice copy = mine;
        copy.remove_prefix(1);
        const slice part = copy.sub(static_cast<std::size_t>(round % 63));
      }
    }};
  }
  for (auto& each : threads)
    each.join();
  BOOST_TEST(owner->unique());
}

BOOST_AUTO_TEST_CASE(is_freed_by_whichever_thread_drops_it_last) {
  // The sanitizers watch: freed once, and not before the last reader is done.
  for (int round = 0; round < 200; ++round) {
    slice bytes = slice::copy_of(std::string(100, 'x'));
    std::size_t seen = 0;
    std::thread reader{[&seen, mine = bytes]() mutable {
      seen = static_cast<std::size_t>(std::count(mine.view().begin(), mine.view().end(), 'x'));
      mine = slice{};
    }};
    bytes = slice{};
    reader.join();
    BOOST_TEST_REQUIRE(seen == 100u);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(slice_builder_blocks)

BOOST_AUTO_TEST_CASE(writes_one_slice_after_the_other_while_they_are_kept) {
  slice_builder builder{64};
  slice first = write(builder, "one");
  const slice second = write(builder, "two");
  BOOST_TEST(first.view() == "one");
  BOOST_TEST(second.view() == "two");
  BOOST_TEST(first.extend(second));
  BOOST_TEST(first.view() == "onetwo");
  BOOST_TEST(builder.room() == 58u);
}

BOOST_AUTO_TEST_CASE(starts_over_in_the_same_block_when_nobody_keeps_a_slice) {
  slice_builder builder{64};
  const char* const begin = builder.prepare(1);
  for (int i = 0; i < 100; ++i)
    BOOST_TEST_REQUIRE(begins_at(write(builder, "forty bytes, forty bytes, forty bytes..."), begin));
}

BOOST_AUTO_TEST_CASE(never_writes_on_a_slice_that_is_kept) {
  slice_builder builder{16, 2};
  std::vector<slice> kept;
  for (int i = 0; i < 200; ++i) {
    kept.push_back(write(builder, std::to_string(1000 + i)));
    if (i % 3 == 0)
      kept.erase(kept.begin());
  }
  for (std::size_t i = 0; i < kept.size(); ++i)
    BOOST_TEST_REQUIRE(kept[i].view() == std::to_string(1200 - kept.size() + i));
}

BOOST_AUTO_TEST_CASE(takes_another_block_when_the_room_is_less_than_asked_for) {
  slice_builder builder{16};
  const slice first = write(builder, "0123456789");
  BOOST_TEST(begins_at(first.sub(10), builder.prepare(6)));
  BOOST_TEST(!begins_at(first.sub(10), builder.prepare(7)));
  BOOST_TEST(builder.room() == 16u);
  BOOST_TEST(first.view() == "0123456789");
}

BOOST_AUTO_TEST_CASE(uses_a_block_again_that_came_back) {
  slice_builder builder{16, 4};
  slice first = write(builder, std::string(16, 'a'));
  const char* const memory = first.data();
  const slice second = write(builder, std::string(16, 'b'));
  BOOST_TEST(!begins_at(second, memory));
  first = slice{};
  BOOST_TEST(begins_at(write(builder, std::string(16, 'c')), memory));
}

BOOST_AUTO_TEST_CASE(uses_a_block_again_that_another_thread_dropped) {
  slice_builder builder{16, 4};
  slice first = write(builder, std::string(16, 'a'));
  const char* const memory = first.data();
  const slice second = write(builder, std::string(16, 'b'));
  std::thread{[dropped = std::exchange(first, slice{})] {}}.join();
  BOOST_TEST(begins_at(write(builder, std::string(16, 'c')), memory));
}

BOOST_AUTO_TEST_CASE(lets_go_of_blocks_beyond_what_it_keeps) {
  slice_builder builder{16, 0};
  const slice first = write(builder, std::string(16, 'a'));
  const slice second = write(builder, std::string(16, 'b'));
  const slice third = write(builder, std::string(16, 'c'));
  BOOST_TEST(first.view() == std::string(16, 'a'));
  BOOST_TEST(second.view() == std::string(16, 'b'));
  BOOST_TEST(third.view() == std::string(16, 'c'));
}

BOOST_AUTO_TEST_CASE(makes_a_larger_block_for_what_is_larger_and_does_not_keep_it) {
  slice_builder builder{16, 4};
  {
    const slice large = write(builder, std::string(1000, 'x'));
    BOOST_TEST(large.pinned() == 1000u);
    const slice small = write(builder, "y");
    BOOST_TEST(small.pinned() == 16u);
  }
  const slice other = write(builder, std::string(16, 'z'));
  const slice another = write(builder, "y");
  BOOST_TEST(other.pinned() == 16u);
  BOOST_TEST(another.pinned() == 16u);
}

BOOST_AUTO_TEST_CASE(outlives_its_builder) {
  slice kept;
  {
    slice_builder builder{16, 4};
    kept = write(builder, "kept");
    const slice full = write(builder, std::string(16, 'x'));
  }
  BOOST_TEST(kept.view() == "kept");
}

BOOST_AUTO_TEST_SUITE_END()
