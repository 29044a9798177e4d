#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/net/framer.hpp"
#include "troupe/tests/net/framer_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::framer_fixture;
using namespace std::string_literals;

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

BOOST_AUTO_TEST_SUITE(framer_single_lines)

BOOST_AUTO_TEST_CASE(ends_lines_at_cr_lf_and_crlf_and_ignores_the_delimiter) {
  framing rule = single_lines();
  rule.eol = delimiter{";"};
  const pieces expected{{"a;", true}, {"b", true}, {"c", true}, {"", true}, {"d", true}};
  BOOST_TEST(cut(rule, {"a;\rb\nc\r\n\n"
                        "d\r\n"}) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(delivers_at_once_at_cr_and_swallows_an_lf_of_the_next_read) {
  framer cutter{single_lines()};
  pieces out;
  cutter.feed(slice::copy_of("a\r"));
  pull(cutter, out);
  BOOST_TEST(out == (pieces{{"a", true}}), boost::test_tools::per_element());
  cutter.feed(slice::copy_of("\n"));
  BOOST_TEST(cutter.buffered() == 0u);
  cutter.feed(slice::copy_of("\nb\r"));
  pull(cutter, out);
  cutter.feed(slice::copy_of("c\n"));
  pull(cutter, out);
  BOOST_TEST(out == (pieces{{"a", true}, {"", true}, {"b", true}, {"c", true}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(swallows_an_lf_that_waits_in_the_next_block) {
  framer cutter{single_lines()};
  for (const auto* read : {"a\r", "\n", "b\r", "\nc\r", "d\n"})
    cutter.feed(slice::copy_of(read));
  pieces out;
  pull(cutter, out);
  BOOST_TEST(out == (pieces{{"a", true}, {"b", true}, {"c", true}, {"d", true}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(swallows_the_lf_after_a_switch_to_records) {
  framer cutter{single_lines()};
  pieces out;
  cutter.feed(slice::copy_of("a\r"));
  pull(cutter, out);
  cutter.rule(records(2));
  cutter.feed(slice::copy_of("\n\n1"));
  pull(cutter, out);
  BOOST_TEST(out == (pieces{{"a", true}, {"\n1", true}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(emits_partial_line_at_max_line_length) {
  const pieces expected{{"abcd", false}, {"efgh", false}, {"", true}, {"i", true}};
  BOOST_TEST(cut(single_lines(4), {"abcdefgh\r\ni\n"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(finds_line_ends_at_any_distance) {
  for (std::size_t length : {1u, 63u, 64u, 65u, 191u, 192u, 193u, 5000u}) {
    for (const std::string end : {"\r", "\n", "\r\n"}) {
      const std::string text(length, 'x');
      std::string stream = text;
      stream += end;
      stream += text;
      stream += "\n\r";
      BOOST_TEST(cut(single_lines(8192), {stream}) == (pieces{{text, true}, {text, true}, {"", true}}),
                 boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(delivers_the_unfinished_line_at_the_end_of_the_stream) {
  BOOST_TEST(cut(single_lines(), {"a\rb"}, true) == (pieces{{"a", true}, {"b", false}}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

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
