#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/net/framer.hpp"
#include "troupe/tests/net/framer_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::framer_fixture;

BOOST_AUTO_TEST_SUITE(framer_records)

BOOST_AUTO_TEST_CASE(delivers_exactly_record_length_bytes_and_ignores_line_modes) {
  framing rule = records(3);
  rule.eol = delimiter{"\n"};
  rule.single_line = true;
  rule.max_line_length = 2;
  const pieces expected{{"a\nb", true}, {"\r\nc", true}, {"def", true}};
  BOOST_TEST(cut(rule, {"a\nb\r", "\nc", "d", "e", "fg"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(never_delivers_an_unfinished_record) {
  framer cutter{records(4)};
  cutter.feed(slice::copy_of("abc"));
  BOOST_TEST(!cutter.take_rest());
  BOOST_TEST(cutter.buffered() == 3u);
}

BOOST_AUTO_TEST_CASE(changes_the_length_between_two_frames) {
  framer cutter{records(1)};
  cutter.feed(slice::copy_of("3abc2de0"));
  pieces out;
  while (const auto next = cutter.next()) {
    out.push_back({std::string{next->text}, next->eol});
    const bool header = cutter.rule().record_length == 1;
    cutter.rule(records(header ? static_cast<std::size_t>(next->text.front() - '0') : 1));
  }
  const pieces expected{{"3", true}, {"abc", true}, {"2", true}, {"de", true}, {"0", true}};
  BOOST_TEST(out == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(allocates_no_more_than_there_is_of_a_huge_record) {
  framer cutter{records(unlimited)};
  for (int i = 0; i < 1000; ++i) {
    cutter.feed(slice::copy_of(std::string(100, 'x')));
    BOOST_TEST_REQUIRE(!cutter.next());
  }
  BOOST_TEST(cutter.buffered() == 100'000u);
}

BOOST_AUTO_TEST_SUITE_END()
