#include <map>
#include <string>
#include <unordered_map>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/casemap.hpp"

using namespace chat::irc;

BOOST_AUTO_TEST_SUITE(casemap)

BOOST_AUTO_TEST_CASE(folds_letters_and_the_four_of_rfc_1459) {
  BOOST_TEST(fold(std::string_view{"ABCXYZ[]\\~"}) == "abcxyz{}|^");
  BOOST_TEST(fold(std::string_view{"abc{}|^"}) == "abc{}|^");
}

BOOST_AUTO_TEST_CASE(leaves_all_else) {
  int changed = 0;
  for (int byte = 0; byte < 256; ++byte)
    changed += fold(static_cast<char>(byte)) == static_cast<char>(byte) ? 0 : 1;
  BOOST_TEST(changed == 26 + 4);
  BOOST_TEST(fold(std::string_view{"@`_-#1\xC3\x84"}) == "@`_-#1\xC3\x84");
}

BOOST_AUTO_TEST_CASE(says_which_names_are_the_same) {
  BOOST_TEST(same_name("Ann[1]~", "aNN{1}^"));
  BOOST_TEST(!same_name("ann", "anne"));
  BOOST_TEST(!same_name("anne", "ann"));
  BOOST_TEST(!same_name("a@", "a`"));
  BOOST_TEST(same_name("", ""));
}

BOOST_AUTO_TEST_CASE(makes_keys_of_hash_tables) {
  std::unordered_map<folded, int> numbers;
  numbers[folded{"Ann|x"}] = 1;
  numbers[folded{"aNN\\X"}] = 2;
  numbers[folded{"bob"}] = 3;
  BOOST_TEST(numbers.size() == 2U);
  BOOST_TEST(numbers.at(folded{"ANN|x"}) == 2);
  BOOST_TEST(folded{"Ann"}.text() == "ann");
  BOOST_TEST((folded{"a"} != folded{"b"}));
  BOOST_TEST((folded{"A"} < folded{"b"}));
  BOOST_TEST(folded{}.empty());
}

BOOST_AUTO_TEST_CASE(orders_maps_that_are_searched_with_any_spelling) {
  std::map<std::string, int, folded_less> numbers{{"Zoe", 1}, {"ann", 2}, {"\xC3\xA4", 3}};
  BOOST_TEST(numbers.find(std::string_view{"zOE"})->second == 1);
  BOOST_TEST(numbers.begin()->first == "ann");
  BOOST_TEST(numbers.rbegin()->second == 3);
  BOOST_TEST(!folded_less{}("AB", "ab"));
  BOOST_TEST(folded_less{}("ab", "ABC"));
}

BOOST_AUTO_TEST_SUITE_END()
