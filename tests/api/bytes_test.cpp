#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/api/bytes.hpp"

namespace {

using troupe::Bytes;
using troupe::BytesView;

// As a parameter, so that the conversion is the implicit one.
std::string text_of(BytesView bytes) {
  return std::string{bytes.Text()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(is_made_from_texts) {
  BOOST_TEST(text_of("abc") == "abc");
  BOOST_TEST(text_of(std::string{"a\0b", 3}) == std::string("a\0b", 3));
  BOOST_TEST(text_of(std::string_view{"abc"}.substr(1)) == "bc");
}

BOOST_AUTO_TEST_CASE(is_made_from_containers_of_single_bytes) {
  BOOST_TEST(text_of(Bytes{'a', 0xFF}) == "a\xFF");
  BOOST_TEST(text_of(std::vector<char>{'x', 'y'}) == "xy");
  BOOST_TEST(text_of(std::array<signed char, 2>{'x', 'z'}) == "xz");
  BOOST_TEST(text_of(std::vector<std::byte>{std::byte{'q'}}) == "q");
}

BOOST_AUTO_TEST_CASE(is_not_made_from_wider_elements) {
  static_assert(!std::is_convertible_v<std::vector<int>, BytesView>);
  static_assert(!std::is_convertible_v<std::u16string, BytesView>);
  static_assert(!std::is_convertible_v<int, BytesView>);
  BOOST_TEST((std::is_convertible_v<Bytes, BytesView>));
}

BOOST_AUTO_TEST_CASE(has_no_bytes_when_made_from_nothing) {
  constexpr BytesView none;
  static_assert(none.empty());
  BOOST_TEST(none.Text().empty());
  BOOST_TEST(none.ToBytes().empty());
  BOOST_TEST(BytesView{static_cast<const char*>(nullptr)}.empty());
}

BOOST_AUTO_TEST_CASE(gives_its_bytes_one_by_one) {
  static constexpr std::uint8_t three[] = {1, 2, 250};
  constexpr BytesView view{three, 3};
  static_assert(view.size() == 3 && view[2] == 250 && view.data() == three);
  int sum = 0;
  for (const auto byte : view)
    sum += byte;
  BOOST_TEST(sum == 253);
}

BOOST_AUTO_TEST_CASE(copies_to_bytes_of_their_own) {
  std::string text = "abc";
  const auto copy = BytesView{text}.ToBytes();
  text[0] = 'x';
  BOOST_TEST((copy == Bytes{'a', 'b', 'c'}));
}

BOOST_AUTO_TEST_CASE(compares_contents) {
  const std::string same = "abc";
  BOOST_TEST((BytesView{"abc"} == same));
  BOOST_TEST((same == BytesView{"abc"}));
  BOOST_TEST((BytesView{"abc"} != BytesView{"ab"}));
  BOOST_TEST(!(BytesView{"abc"} != same));
  BOOST_TEST((BytesView{"ab"} < BytesView{"abc"}));
  BOOST_TEST((BytesView{"a"} < BytesView{"\xFF"}));
  BOOST_TEST(!(BytesView{"b"} < BytesView{"ab"}));
}

BOOST_AUTO_TEST_SUITE_END()
