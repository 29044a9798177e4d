#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/mask.hpp"

using namespace chat::irc;

BOOST_AUTO_TEST_SUITE(mask)

BOOST_AUTO_TEST_CASE(without_wildcards_fits_the_same_text_in_any_case) {
  BOOST_TEST(matches("Ann!a@host", "aNN!A@HOST"));
  BOOST_TEST(matches("a[b]", "A{B}"));
  BOOST_TEST(!matches("ann", "anne"));
  BOOST_TEST(!matches("anne", "ann"));
  BOOST_TEST(matches("", ""));
  BOOST_TEST(!matches("", "a"));
  BOOST_TEST(!matches("a", ""));
}

BOOST_AUTO_TEST_CASE(lets_a_star_stand_for_any_run_of_bytes) {
  BOOST_TEST(matches("*", ""));
  BOOST_TEST(matches("*!*@*.example.org", "ann!a@shell.example.org"));
  BOOST_TEST(!matches("*!*@*.example.org", "ann!a@example.org"));
  BOOST_TEST(matches("a*b*c", "axxbxbxc"));
  BOOST_TEST(!matches("a*b*c", "axxbxbx"));
  BOOST_TEST(matches("*ab", "aab"));
  BOOST_TEST(matches("a**", "a"));
  BOOST_TEST(!matches("a*a", "a"));
}

BOOST_AUTO_TEST_CASE(lets_a_question_mark_stand_for_one_byte) {
  BOOST_TEST(matches("a?c", "abc"));
  BOOST_TEST(!matches("a?c", "ac"));
  BOOST_TEST(!matches("a?", "a"));
  BOOST_TEST(matches("*?", "a"));
  BOOST_TEST(!matches("*?", ""));
  BOOST_TEST(matches("?*?", "ab"));
  BOOST_TEST(!matches("?*?", "a"));
}

BOOST_AUTO_TEST_CASE(takes_an_escaped_wildcard_literally) {
  BOOST_TEST(matches("a\\*c", "a*c"));
  BOOST_TEST(!matches("a\\*c", "abc"));
  BOOST_TEST(matches("a\\?", "a?"));
  BOOST_TEST(!matches("a\\?", "ab"));
  BOOST_TEST(matches("*\\**", "a*b"));
  BOOST_TEST(!matches("*\\**", "ab"));
}

BOOST_AUTO_TEST_CASE(takes_any_other_backslash_as_one) {
  BOOST_TEST(matches("a\\b!*@*", "a\\b!u@h"));
  BOOST_TEST(matches("a\\b!*@*", "A|B!u@h")); // the lower case of "\" is "|"
  BOOST_TEST(matches("a\\", "a\\"));
  BOOST_TEST(matches("a\\\\", "a\\\\"));
}

BOOST_AUTO_TEST_CASE(takes_no_exponential_time) {
  std::string stars;
  for (int i = 0; i < 200; ++i)
    stars += "*a";
  BOOST_TEST(!matches(stars + "b", std::string(20'000, 'a')));
}

BOOST_AUTO_TEST_CASE(is_told_from_a_plain_text) {
  BOOST_TEST(has_wildcard("a*"));
  BOOST_TEST(has_wildcard("?"));
  BOOST_TEST(!has_wildcard("abc"));
  BOOST_TEST(!has_wildcard("a\\*b\\?"));
  BOOST_TEST(has_wildcard("\\**"));
}

BOOST_AUTO_TEST_CASE(gets_the_parts_that_are_missing) {
  BOOST_TEST(normalise_mask("ann") == "ann!*@*");
  BOOST_TEST(normalise_mask("a@host") == "*!a@host");
  BOOST_TEST(normalise_mask("ann!a") == "ann!a@*");
  BOOST_TEST(normalise_mask("ann!a@host") == "ann!a@host");
  BOOST_TEST(normalise_mask("!@") == "*!*@*");
  BOOST_TEST(normalise_mask("@host") == "*!*@host");
  BOOST_TEST(normalise_mask("ann!") == "ann!*@*");
  BOOST_TEST(normalise_mask("!a@") == "*!a@*");
  BOOST_TEST(normalise_mask("*") == "*!*@*");
  BOOST_TEST(normalise_mask("a@b!c@d") == "a@b!c@d");
}

BOOST_AUTO_TEST_CASE(is_of_a_host_when_it_looks_like_one) {
  BOOST_TEST(normalise_mask("*.example.org") == "*!*@*.example.org");
  BOOST_TEST(normalise_mask("2001:db8::*") == "*!*@2001:db8::*");
  BOOST_TEST(normalise_mask("::1") == "*!*@::1");
}

BOOST_AUTO_TEST_CASE(has_no_stars_in_a_row) {
  BOOST_TEST(normalise_mask("***ann**!**@***") == "*ann*!*@*");
  BOOST_TEST(normalise_mask("a\\***") == "a\\**!*@*");
  BOOST_TEST(normalise_mask("*?*") == "*?*!*@*");
}

BOOST_AUTO_TEST_CASE(has_parts_of_limited_length) {
  BOOST_TEST(normalise_mask(std::string(70, 'n') + "!" + std::string(70, 'u') + "@" + std::string(70, 'h')).size() ==
             3U * 64 + 2);
  BOOST_TEST(normalise_mask("abcdef!ghi@jkl", 3) == "abc!ghi@jkl");
}

BOOST_AUTO_TEST_CASE(is_empty_when_it_cannot_be_sent) {
  for (const auto* bad : {"", "a b", "a\tb", "a\r\nb", ":a!b@c", "\x7F"})
    BOOST_TEST(normalise_mask(bad).empty(), bad);
}

BOOST_AUTO_TEST_CASE(fits_hostmasks) {
  BOOST_TEST(hostmask("ann", "~a", "host.example") == "ann!~a@host.example");
  BOOST_TEST(matches(normalise_mask("ANN"), hostmask("ann", "~a", "host")));
  BOOST_TEST(!matches(normalise_mask("ann"), hostmask("anna", "~a", "host")));
}

BOOST_AUTO_TEST_SUITE_END()
