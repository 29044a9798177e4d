#include <boost/test/unit_test.hpp>

#include "troupe/net/wildcard.hpp"

namespace {

bool matches(const char* pattern, std::string_view text) {
  return troupe::net::wildcard{pattern}.matches(text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(wildcard)

BOOST_AUTO_TEST_CASE(matches_only_the_same_text_without_a_star) {
  BOOST_TEST(matches("abc", "abc"));
  BOOST_TEST(!matches("abc", "ab"));
  BOOST_TEST(!matches("abc", "abcd"));
  BOOST_TEST(!matches("abc", "aBc"));
  BOOST_TEST(matches("", ""));
  BOOST_TEST(!matches("", "a"));
}

BOOST_AUTO_TEST_CASE(lets_a_star_stand_for_any_run_of_characters) {
  BOOST_TEST(matches("*", ""));
  BOOST_TEST(matches("*", "abc"));
  BOOST_TEST(matches("a*", "a"));
  BOOST_TEST(matches("*c", "abc"));
  BOOST_TEST(matches("a*c", "ac"));
  BOOST_TEST(matches("a**c", "abbc"));
  BOOST_TEST(!matches("a*c", "abcd"));
  BOOST_TEST(!matches("*a", "b"));
  BOOST_TEST(!matches("a*a", "a"));
}

BOOST_AUTO_TEST_CASE(goes_back_when_a_star_took_too_little) {
  BOOST_TEST(matches("*ab", "aab"));
  BOOST_TEST(matches("*ab*ab", "abab"));
  BOOST_TEST(matches("*aab*b", "aaaabcb"));
  BOOST_TEST(!matches("*ab*ab", "aab"));
}

BOOST_AUTO_TEST_CASE(takes_no_exponential_time) {
  std::string stars;
  for (int i = 0; i < 50; ++i)
    stars += "*a";
  BOOST_TEST(!matches((stars + "b").c_str(), std::string(10'000, 'a')));
}

BOOST_AUTO_TEST_SUITE_END()
