#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/net/framer.hpp"
#include "troupe/tests/net/framer_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::framer_fixture;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(framer_lines)

BOOST_AUTO_TEST_CASE(cuts_all_lines_of_a_block) {
  const pieces expected{{"one", true}, {"", true}, {"three", true}};
  BOOST_TEST(cut(lines("\r\n"), {"one\r\n\r\nthree\r\nfour"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(finds_a_delimiter_that_was_torn_between_reads) {
  const pieces expected{{"one", true}, {"two", true}};
  BOOST_TEST(cut(lines("\r\n"), {"one\r", "\ntw", "o", "\r", "\n"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(takes_any_bytes_as_delimiter) {
  const std::string eol = "\0\xff\0"s;
  const pieces expected{{"a\0b"s, true}, {"\0"s, true}};
  BOOST_TEST(cut(lines(eol), {"a\0b"s + eol + "\0"s + eol}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(finds_self_overlapping_delimiters) {
  const pieces expected{{"a", true}, {"x", true}};
  BOOST_TEST(cut(lines("aab"), {"aa", "abxa", "ab"}) == expected, boost::test_tools::per_element());
  const pieces mail{{"x\r\n", true}};
  BOOST_TEST(cut(lines("\r\n\r"), {"x\r\n", "\r\n\r"}).front() == (piece{"x", true}));
  BOOST_TEST(cut(lines("\r\n.\r\n"), {"x\r\n\r\n.", "\r\n"}) == mail, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(emits_partial_line_at_max_line_length) {
  const pieces expected{{"abcd", false}, {"efgh", false}, {"i", true}};
  BOOST_TEST(cut(lines("\n", 4), {"abcdefghi\n"}) == expected, boost::test_tools::per_element());
  BOOST_TEST(cut(lines("\n", 4), {"abc", "defg", "hi", "\n"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ends_a_line_that_fits_with_its_delimiter) {
  BOOST_TEST(cut(lines("\r\n", 4), {"ab\r\n"}) == (pieces{{"ab", true}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(holds_back_the_delimiter_that_straddles_the_limit) {
  const pieces expected{{"abc", false}, {"", true}, {"x", true}};
  BOOST_TEST(cut(lines("\r\n", 4), {"abc\r\nx\r\n"}) == expected, boost::test_tools::per_element());
  BOOST_TEST(cut(lines("\r\n", 4), {"abc\r", "\nx\r\n"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(holds_back_nothing_of_a_line_that_ends_behind_the_limit) {
  const pieces expected{{"abcd", false}, {"", true}};
  BOOST_TEST(cut(lines("\r\n", 4), {"abcd", "\r\n"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(waits_at_the_limit_while_all_may_be_the_delimiter) {
  framer cutter{lines("12345678", 4)};
  cutter.feed(slice::copy_of("123456"));
  BOOST_TEST(!cutter.next());
  BOOST_TEST(cutter.buffered() == 6u);
  cutter.feed(slice::copy_of("78"));
  const auto line = cutter.next();
  BOOST_REQUIRE(line);
  BOOST_TEST(line->text.empty());
  BOOST_TEST(line->eol);
}

BOOST_AUTO_TEST_CASE(cuts_at_the_limit_when_it_turns_out_not_to_be_the_delimiter) {
  const pieces expected{{"1234", false}, {"56x", false}, {"", true}};
  BOOST_TEST(cut(lines("12345678", 4), {"123456", "x12345678"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(takes_a_limit_of_zero_for_one) {
  const pieces expected{{"a", false}, {"b", false}, {"", true}};
  BOOST_TEST(cut(lines("\n", 0), {"ab\n"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(delivers_the_unfinished_line_at_the_end_of_the_stream) {
  BOOST_TEST(cut(lines("\r\n"), {"a\r\nb\r"}, true) == (pieces{{"a", true}, {"b\r", false}}),
             boost::test_tools::per_element());
  BOOST_TEST(cut(lines("\r\n"), {"a\r\n"}, true) == (pieces{{"a", true}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(takes_whole_lines_first_when_asked_for_the_rest) {
  framer cutter{lines("\n", 4)};
  cutter.feed(slice::copy_of("ab\nabcdef"));
  pieces out;
  pull_rest(cutter, out);
  BOOST_TEST(out == (pieces{{"ab", true}, {"abcd", false}, {"ef", false}}), boost::test_tools::per_element());
  BOOST_TEST(cutter.buffered() == 0u);
}

BOOST_AUTO_TEST_CASE(cuts_the_rest_at_the_limit) {
  BOOST_TEST(cut(lines("12345678", 4), {"123456"}, true) == (pieces{{"1234", false}, {"56", false}}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(searches_from_the_start_after_the_rest_was_taken) {
  framer cutter{lines("\r\n")};
  pieces out;
  cutter.feed(slice::copy_of("a\r"));
  pull_rest(cutter, out);
  cutter.feed(slice::copy_of("\nb\r\n"));
  pull(cutter, out);
  BOOST_TEST(out == (pieces{{"a\r", false}, {"\nb", true}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
