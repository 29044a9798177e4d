#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "troupe/api/utf8.hpp"

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(measures_sequences_at_the_limits_of_each_length) {
  using troupe::utf8_sequence;
  using namespace std::string_view_literals;
  BOOST_TEST(utf8_sequence("\0"sv) == 1U);
  BOOST_TEST(utf8_sequence("\x7F") == 1U);
  BOOST_TEST(utf8_sequence("\xC2\x80") == 2U);
  BOOST_TEST(utf8_sequence("\xDF\xBFz") == 2U);
  BOOST_TEST(utf8_sequence("\xE0\xA0\x80") == 3U);
  BOOST_TEST(utf8_sequence("\xED\x9F\xBF") == 3U);
  BOOST_TEST(utf8_sequence("\xEE\x80\x80") == 3U);
  BOOST_TEST(utf8_sequence("\xF0\x90\x80\x80") == 4U);
  BOOST_TEST(utf8_sequence("\xF4\x8F\xBF\xBF") == 4U);
}

BOOST_AUTO_TEST_CASE(finds_no_sequence_in_what_rfc_3629_forbids) {
  using troupe::utf8_sequence;
  for (const std::string_view broken :
       {"", "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2z", "\xE0\x9F\xBF", "\xE2\x82", "\xE2\x82z",
        "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF0\x90\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
    BOOST_TEST(utf8_sequence(broken) == 0U);
}

BOOST_AUTO_TEST_CASE(replaces_each_broken_sequence_once) {
  using troupe::repaired_utf8;
  BOOST_TEST(repaired_utf8("na\xC3\xAFve", "?") == "na\xC3\xAFve");
  BOOST_TEST(repaired_utf8("a\xE2\x82z", "?") == "a?z");
  BOOST_TEST(repaired_utf8("a\xE2\x82", "?") == "a?");
  BOOST_TEST(repaired_utf8("\xFF\xFE", "<>") == "<><>");
  BOOST_TEST(repaired_utf8("", "?") == "");
}

BOOST_AUTO_TEST_SUITE_END()
