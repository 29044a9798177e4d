#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/net/framer.hpp"
#include "troupe/tests/net/framer_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::framer_fixture;

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
