#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "troupe/api/text_escapes.hpp"

BOOST_AUTO_TEST_SUITE(text_escapes)

BOOST_AUTO_TEST_CASE(reads_back_what_it_wrote) {
  const std::string text = "a\r\n\tb\\c\\r \xC3\xA9";
  BOOST_TEST(troupe::escaped(text) == "a\\r\\n\\tb\\\\c\\\\r \xC3\xA9");
  BOOST_TEST(troupe::unescaped(troupe::escaped(text)).value() == text);
}

BOOST_AUTO_TEST_CASE(refuses_escapes_that_it_does_not_know) {
  BOOST_TEST(!troupe::unescaped("a\\x41"));
  BOOST_TEST(!troupe::unescaped("at the end\\"));
  BOOST_TEST(troupe::unescaped("").value() == "");
}

BOOST_AUTO_TEST_CASE(shows_hostile_text_as_one_short_line) {
  using namespace std::string_view_literals;
  BOOST_TEST(troupe::shown("a\0b\x1B[1m\r\n\x7F\xFF"sv) == "a?b?[1m\\r\\n??");
  BOOST_TEST(troupe::shown(std::string(1000, 'x')) == std::string(60, 'x') + "...");
  BOOST_TEST(troupe::shown("\xC3\xA9") == "\xC3\xA9");
}

BOOST_AUTO_TEST_SUITE_END()
