#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/net/gather_buffer.hpp"

namespace net = troupe::net;

namespace {

constexpr auto one = net::stream_id{1};
constexpr auto two = net::stream_id{2};
constexpr std::size_t block_size = 64;

struct gather_fixture {
  net::gather_buffer gathered{block_size};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(gather_buffer, gather_fixture)

BOOST_AUTO_TEST_CASE(is_nobodys_at_first_and_has_room_for_anyone) {
  BOOST_TEST((gathered.owner() == net::stream_id::none));
  BOOST_TEST(gathered.bytes().empty());
  BOOST_TEST(gathered.size_for(one) == 0U);
  BOOST_TEST(gathered.has_room(one, 10 * block_size));
}

BOOST_AUTO_TEST_CASE(puts_writes_of_one_stream_side_by_side) {
  gathered.add(one, "hello");
  gathered.add(one, ", ");
  gathered.add(one, "world");
  BOOST_TEST((gathered.owner() == one));
  BOOST_TEST(gathered.bytes() == "hello, world");
  BOOST_TEST(gathered.size_for(one) == 12U);
}

BOOST_AUTO_TEST_CASE(has_room_for_its_owner_up_to_the_end_of_the_block) {
  gathered.add(one, std::string(block_size - 3, 'x'));
  BOOST_TEST(gathered.has_room(one, 3));
  BOOST_TEST(!gathered.has_room(one, 4));
  gathered.add(one, "end");
  BOOST_TEST(!gathered.has_room(one, 1));
  BOOST_TEST(gathered.bytes() == std::string(block_size - 3, 'x') + "end");
}

BOOST_AUTO_TEST_CASE(has_room_for_nobody_else) {
  gathered.add(one, "x");
  BOOST_TEST(!gathered.has_room(two, 1));
  BOOST_TEST(gathered.size_for(two) == 0U);
}

BOOST_AUTO_TEST_CASE(is_anyones_again_when_it_was_cleared_or_taken) {
  gathered.add(one, "sent");
  gathered.clear();
  BOOST_TEST((gathered.owner() == net::stream_id::none));
  gathered.add(two, "kept");
  BOOST_TEST((gathered.owner() == two));
  BOOST_TEST(gathered.bytes() == "kept");
  BOOST_TEST(gathered.take().view() == "kept");
  BOOST_TEST(gathered.has_room(one, 1));
  BOOST_TEST(gathered.bytes().empty());
}

BOOST_AUTO_TEST_CASE(gives_away_what_was_not_sent) {
  gathered.add(one, "sent and kept");
  BOOST_TEST(gathered.take(9).view() == "kept");
}

BOOST_AUTO_TEST_CASE(writes_on_behind_what_it_gave_away) {
  gathered.add(one, "first ");
  auto first = gathered.take();
  gathered.add(one, "second");
  BOOST_TEST(first.extend(gathered.take())); // the same block: one segment of a send queue
  BOOST_TEST(first.view() == "first second");
}

BOOST_AUTO_TEST_CASE(never_touches_what_it_gave_away) {
  std::string expected;
  std::vector<net::slice> kept;
  for (int i = 0; i < 100; ++i) {
    const auto text = std::to_string(i) + std::string(static_cast<std::size_t>(i % 23), '.');
    gathered.add(i % 2 == 0 ? one : two, text);
    kept.push_back(gathered.take());
    expected += text;
  }
  std::string all;
  for (const auto& each : kept)
    all += each.view();
  BOOST_TEST(all == expected);
}

BOOST_AUTO_TEST_CASE(uses_the_same_memory_again_when_everything_was_sent) {
  gathered.add(one, "sent");
  const auto* first = gathered.bytes().data();
  gathered.clear();
  gathered.add(two, "another");
  BOOST_TEST(static_cast<const void*>(gathered.bytes().data()) == static_cast<const void*>(first));
}

BOOST_AUTO_TEST_CASE(takes_a_write_that_is_larger_than_a_block) {
  const std::string large(3 * block_size, 'l');
  gathered.add(one, large);
  BOOST_TEST(gathered.bytes() == large);
  BOOST_TEST(!gathered.has_room(one, 1));
  BOOST_TEST(gathered.take(block_size).view() == large.substr(block_size));
}

BOOST_AUTO_TEST_SUITE_END()
