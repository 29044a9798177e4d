#include <string>

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
  BOOST_TEST(gathered.has_room(one, block_size));
  BOOST_TEST(!gathered.has_room(one, block_size + 1));
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

BOOST_AUTO_TEST_CASE(is_anyones_again_when_it_was_cleared) {
  gathered.add(one, "sent");
  gathered.clear();
  BOOST_TEST((gathered.owner() == net::stream_id::none));
  BOOST_TEST(gathered.bytes().empty());
  gathered.add(two, "another");
  BOOST_TEST((gathered.owner() == two));
  BOOST_TEST(gathered.bytes() == "another");
}

BOOST_AUTO_TEST_CASE(uses_the_same_memory_again_when_everything_was_sent) {
  gathered.add(one, "sent");
  const auto* first = gathered.bytes().data();
  gathered.clear();
  gathered.add(two, "another");
  BOOST_TEST(static_cast<const void*>(gathered.bytes().data()) == static_cast<const void*>(first));
}

BOOST_AUTO_TEST_SUITE_END()
