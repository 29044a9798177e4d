#include <chrono>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/time.hpp"

using namespace chat::irc;
using namespace std::chrono_literals;

namespace {

const wall_time epoch{};
const wall_time moment = epoch + 1'319'042'451s + 620ms;

} // namespace

BOOST_AUTO_TEST_SUITE(time_texts)

BOOST_AUTO_TEST_CASE(have_milliseconds_for_the_tag) {
  BOOST_TEST(server_time(moment) == "2011-10-19T16:40:51.620Z");
  BOOST_TEST(server_time(epoch) == "1970-01-01T00:00:00.000Z");
  BOOST_TEST(server_time(moment + 379'999us) == "2011-10-19T16:40:51.999Z");
  BOOST_TEST(server_time(epoch + 1'709'164'800s) == "2024-02-29T00:00:00.000Z");
  BOOST_TEST(server_time(epoch - 1ms) == "1969-12-31T23:59:59.999Z");
}

BOOST_AUTO_TEST_CASE(count_whole_seconds) {
  BOOST_TEST(unix_seconds(moment) == 1'319'042'451);
  BOOST_TEST(unix_seconds(epoch - 1ms) == -1);
}

BOOST_AUTO_TEST_CASE(have_words_for_people) {
  BOOST_TEST(time_text(moment) == "Wednesday October 19 2011 -- 16:40:51 UTC");
}

BOOST_AUTO_TEST_SUITE_END()
