#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/net/framer.hpp"
#include "troupe/tests/net/framer_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::framer_fixture;

BOOST_AUTO_TEST_SUITE(framer_raw)

BOOST_AUTO_TEST_CASE(delivers_what_came_as_it_came_when_nothing_is_set) {
  const pieces expected{{"a\r\nb", true}, {"\n", true}};
  BOOST_TEST(cut({}, {"a\r\nb", "\n"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(has_no_frame_before_anything_is_fed) {
  framer cutter;
  BOOST_TEST(!cutter.next());
  BOOST_TEST(!cutter.take_rest());
  cutter.feed(slice{});
  BOOST_TEST(!cutter.next());
}

BOOST_AUTO_TEST_CASE(delivers_the_received_bytes_themselves_and_then_lets_go_of_them) {
  const received read{"sixty-four bytes", 4096};
  framer cutter;
  cutter.feed(read.bytes());
  const auto next = cutter.next();
  BOOST_REQUIRE(next);
  BOOST_TEST(static_cast<const void*>(next->text.data()) == static_cast<const void*>(read.owner->data()));
  BOOST_TEST(!read.released());
  BOOST_TEST(!cutter.next());
  BOOST_TEST(read.released());
}

BOOST_AUTO_TEST_CASE(joins_reads_that_follow_each_other_in_one_block) {
  const received read{"abcdef", 64};
  framer cutter;
  cutter.feed(read.bytes().sub(0, 4));
  cutter.feed(read.bytes().sub(4));
  pieces out;
  pull(cutter, out);
  BOOST_TEST(out == (pieces{{"abcdef", true}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keeps_the_order_of_many_queued_reads) {
  framer cutter;
  pieces expected;
  for (int i = 0; i < 100; ++i) {
    cutter.feed(slice::copy_of(std::to_string(i)));
    expected.push_back({std::to_string(i), true});
  }
  BOOST_TEST(cutter.buffered() == 190u);
  pieces out;
  pull(cutter, out);
  BOOST_TEST(out == expected, boost::test_tools::per_element());
  BOOST_TEST(cutter.buffered() == 0u);
}

BOOST_AUTO_TEST_CASE(is_small) {
  BOOST_TEST(sizeof(framer) - sizeof(framing) <= 96u);
  BOOST_TEST(sizeof(framing) <= 40u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(framer_switching)

BOOST_AUTO_TEST_CASE(applies_a_new_delimiter_to_what_is_buffered) {
  framer cutter{lines("\n")};
  pieces out;
  cutter.feed(slice::copy_of("a;b;c"));
  pull(cutter, out);
  BOOST_TEST(out.empty());
  cutter.rule(lines(";"));
  pull(cutter, out);
  cutter.rule({});
  pull(cutter, out);
  BOOST_TEST(out == (pieces{{"a", true}, {"b", true}, {"c", true}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(applies_a_lower_limit_to_what_is_buffered) {
  framer cutter{lines("\n")};
  pieces out;
  cutter.feed(slice::copy_of("abcdefg"));
  pull(cutter, out);
  cutter.rule(lines("\n", 3));
  pull(cutter, out);
  BOOST_TEST(out == (pieces{{"abc", false}, {"def", false}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(forgets_half_a_delimiter_when_it_changes) {
  framer cutter{lines("ab")};
  pieces out;
  cutter.feed(slice::copy_of("xa"));
  pull(cutter, out);
  cutter.rule(lines("cb"));
  cutter.feed(slice::copy_of("bcb"));
  pull(cutter, out);
  BOOST_TEST(out == (pieces{{"xab", true}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(leaves_the_text_alone_while_more_is_fed_and_the_rule_changes) {
  framer cutter{lines("\n")};
  cutter.feed(slice::copy_of("he"));
  BOOST_TEST(!cutter.next());
  cutter.feed(slice::copy_of("llo\nwor"));
  const auto line = cutter.next();
  BOOST_REQUIRE(line);
  cutter.rule(records(2));
  for (int i = 0; i < 5; ++i)
    cutter.feed(slice::copy_of("ld"));
  BOOST_TEST(line->text == "hello");
  BOOST_TEST(cutter.buffered() == 13u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(framer_of_a_stream_that_goes_on_as_something_else)

BOOST_AUTO_TEST_CASE(gives_away_everything_that_was_not_delivered_uncut) {
  framer cutter{lines("\n")};
  for (const std::string_view read : {"STARTTLS\nab\nc", "d", "\n"})
    cutter.feed(slice::copy_of(read));
  cutter.feed(slice::copy_of({"\0e", 2}));
  BOOST_TEST(cutter.next()->text == "STARTTLS");
  BOOST_TEST(cutter.take_all().view() == (std::string_view{"ab\ncd\n\0e", 8}));
  BOOST_TEST(cutter.buffered() == 0U);
  BOOST_TEST(cutter.take_all().empty());
}

BOOST_AUTO_TEST_CASE(goes_on_cutting_as_before_when_it_is_fed_again) {
  framer cutter{records(3)};
  cutter.feed(slice::copy_of("12345"));
  BOOST_TEST(cutter.next()->text == "123");
  BOOST_TEST(cutter.take_all().view() == "45");
  cutter.feed(slice::copy_of("678"));
  BOOST_TEST(cutter.next()->text == "678");
}

BOOST_AUTO_TEST_CASE(knows_that_an_lf_is_still_to_come) {
  framer cutter{single_lines()};
  cutter.feed(slice::copy_of("STARTTLS\r"));
  BOOST_TEST(!cutter.after_cr());
  BOOST_TEST(cutter.next()->text == "STARTTLS");
  BOOST_TEST(cutter.after_cr());
  BOOST_TEST(cutter.take_all().empty());
  cutter.feed(slice::copy_of("\n\x16"));
  BOOST_TEST(!cutter.after_cr());
  BOOST_TEST(cutter.take_all().view() == "\x16");
}

BOOST_AUTO_TEST_SUITE_END()
