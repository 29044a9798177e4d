#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/api/code_page.hpp"
#include "troupe/api/code_page_table.hpp"
#include "troupe/api/error.hpp"
#include "troupe/api/utf8.hpp"

namespace {

using namespace std::string_literals;

std::string encoded(int identifier, std::string_view text) {
  return troupe::code_page{identifier}.encode(text);
}

std::string decoded(int identifier, std::string_view bytes) {
  return troupe::code_page{identifier}.decode(bytes);
}

std::string error_of(std::int64_t identifier) {
  try {
    const troupe::code_page made{identifier};
    return made.identifier() == identifier ? "" : "another code page";
  } catch (const troupe::Error& error) {
    return std::to_string(error.Code()) + ' ' + error.Description();
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(code_page)

BOOST_AUTO_TEST_CASE(passes_everything_through_by_default) {
  troupe::code_page utf8;
  BOOST_TEST(utf8.identifier() == 65001);
  BOOST_TEST(utf8.is_pass_through());
  BOOST_TEST(utf8.encode("\xFF\0z"s) == "\xFF\0z"s);
  BOOST_TEST(utf8.decode("\xE2\x82"s) == "\xE2\x82");
  BOOST_TEST(troupe::code_page{65001}.is_pass_through());
  BOOST_TEST(!troupe::code_page{1252}.is_pass_through());
}

BOOST_AUTO_TEST_CASE(converts_between_utf8_and_bytes) {
  BOOST_TEST(encoded(1252, "na\xC3\xAFve \xE2\x82\xAC") == "na\xEFve \x80");
  BOOST_TEST(decoded(1252, "na\xEFve \x80") == "na\xC3\xAFve \xE2\x82\xAC");
  BOOST_TEST(encoded(37, "A1") == "\xC1\xF1");
  BOOST_TEST(decoded(37, "\xC1\xF1") == "A1");
  BOOST_TEST(encoded(932, "\xE6\xBC\xA2") == "\x8A\xBF");
  BOOST_TEST(encoded(1200, "A\xF0\x9F\x98\x80") == "A\0\x3D\xD8\0\xDE"s);
  BOOST_TEST(encoded(1201, "A") == "\0A"s);
  BOOST_TEST(encoded(12000, "A") == "A\0\0\0"s);
  BOOST_TEST(decoded(12001, "\0\0\0A"s) == "A");
  BOOST_TEST(decoded(20866, "\xC1") == "\xD0\xB0");
  BOOST_TEST(encoded(65000, "\xC3\xA9") == "+AOk-");
  BOOST_TEST(encoded(1252, "\0"s) == "\0"s);
  BOOST_TEST(encoded(1252, "") == "");
}

BOOST_AUTO_TEST_CASE(writes_a_question_mark_for_what_cannot_be_written) {
  BOOST_TEST(encoded(1252, "a\xE6\xBC\xA2z\xF0\x9F\x98\x80") == "a?z?");
  BOOST_TEST(encoded(20127, "\xC3\xA9\xC3\xA9") == "??");
  // In EBCDIC a question mark is 0x6F.
  BOOST_TEST(encoded(37, "A\xE6\xBC\xA2") == "\xC1\x6F");
  // Between two characters of a double-byte set.
  BOOST_TEST(decoded(50220, encoded(50220, "\xE6\xBC\xA2\xF0\x9F\x98\x80\xE5\xAD\x97")) == "\xE6\xBC\xA2?\xE5\xAD\x97");
}

BOOST_AUTO_TEST_CASE(writes_a_question_mark_for_broken_utf8) {
  BOOST_TEST(encoded(1252, "a\xE2\x82") == "a?");
  BOOST_TEST(encoded(1252, "a\xFFz") == "a?z");
  BOOST_TEST(encoded(1200, "\xED\xA0\x80") == "?\0"s);
}

BOOST_AUTO_TEST_CASE(reads_a_replacement_character_for_invalid_bytes) {
  const std::string mark{troupe::replacement_character};
  BOOST_TEST(decoded(1252, "a\x81z") == "a" + mark + "z");
  BOOST_TEST(decoded(20127, "\x80\xFF!") == mark + mark + "!");
  BOOST_TEST(decoded(932, "a\xFFz") == "a" + mark + "z");
  // A low surrogate on its own.
  BOOST_TEST(decoded(1200, "A\0\0\xDC"
                           "B\0"s) == "A" + mark + "B");
  BOOST_TEST(decoded(12000, "\xFF\xFF\xFF\xFF"
                            "B\0\0\0"s) == mark + "B");
  // Its converter holds the "a" back in case an accent follows.
  BOOST_TEST(decoded(1258, "a\x81z") == "a" + mark + "z");
}

BOOST_AUTO_TEST_CASE(reads_a_replacement_character_for_half_a_character_at_the_end) {
  const std::string mark{troupe::replacement_character};
  troupe::code_page shift_jis{932};
  BOOST_TEST(shift_jis.decode("a\x8A") == "a" + mark);
  // And does not remember it.
  BOOST_TEST(shift_jis.decode("\xBF") == "\xEF\xBD\xBF");
  troupe::code_page utf16{1200};
  BOOST_TEST(utf16.decode("A\0B"s) == "A" + mark);
  BOOST_TEST(utf16.decode("A\0\x3D\xD8"s) == "A" + mark);
  BOOST_TEST(utf16.decode("C\0"s) == "C");
}

BOOST_AUTO_TEST_CASE(starts_and_ends_each_call_in_the_initial_state) {
  troupe::code_page japanese{50220};
  BOOST_TEST(japanese.encode("\xE6\xBC\xA2") == "\x1B$B4A\x1B(B");
  BOOST_TEST(japanese.encode("a") == "a");
  BOOST_TEST(japanese.decode("\x1B$B4A") == "\xE6\xBC\xA2");
  BOOST_TEST(japanese.decode("4A") == "4A");
}

BOOST_AUTO_TEST_CASE(converts_more_than_fits_its_buffer) {
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += "\xE6\xBC\xA2"
            "a";
  troupe::code_page japanese{50220};
  BOOST_TEST((japanese.decode(japanese.encode(text)) == text));
  BOOST_TEST((encoded(20127, text).size() == 10000));
}

BOOST_AUTO_TEST_CASE(refuses_numbers_that_are_no_documented_identifiers) {
  BOOST_TEST(error_of(4711) ==
             "1002 Invalid value: CodePage=4711 (allowed: the documented identifiers, 65001 for UTF-8)");
  BOOST_TEST(error_of(-1).substr(0, 4) == "1002");
  BOOST_TEST(error_of(0).substr(0, 4) == "1002");
}

BOOST_AUTO_TEST_CASE(refuses_code_pages_that_cannot_be_converted) {
  BOOST_TEST(error_of(57002) == "1006 Not supported on this system: CodePage=57002 (ISCII Devanagari): iconv has no "
                                "converter for it");
}

BOOST_AUTO_TEST_CASE(refuses_the_documented_numbers_of_other_platforms) {
  BOOST_TEST(error_of(4) == "1006 Not supported on this system: CodePage=4 (UTF8): a number for Apple's platforms");
  BOOST_TEST(error_of(10).find("(Unicode)") != std::string::npos);
  for (const std::int64_t number : {1, 9, 15, 21, 30, 65536})
    BOOST_TEST(error_of(number).substr(0, 4) == "1006");
  for (const std::int64_t number : {0x8c000100, 0x90000100, 0x94000100, 0x98000100, 0x9c000100})
    BOOST_TEST(error_of(number).substr(0, 4) == "1006");
  // Between them.
  for (const std::int64_t number : {16, 20, 22, 31, 65535, 65537})
    BOOST_TEST(error_of(number).substr(0, 4) == "1002");
}

BOOST_AUTO_TEST_CASE(has_every_other_documented_code_page) {
  const std::vector<int> without{709,   710,   720,   10001, 10003, 10004, 10005, 10006, 10010, 10021,
                                 10079, 10081, 10082, 20000, 20001, 20002, 20003, 20004, 20005, 20290,
                                 20833, 20924, 21027, 29001, 50222, 50931, 50936, 52936, 57002, 57003,
                                 57004, 57005, 57006, 57007, 57008, 57009, 57010, 57011};
  std::vector<int> refused;
  for (const auto& entry : troupe::code_page_table()) {
    if (const auto error = error_of(entry.identifier); !error.empty()) {
      BOOST_TEST(error.substr(0, 4) == "1006");
      refused.push_back(entry.identifier);
      continue;
    }
    BOOST_TEST(decoded(entry.identifier, encoded(entry.identifier, "Az09 ?")) == "Az09 ?");
  }
  BOOST_TEST(refused == without, boost::test_tools::per_element());
  BOOST_TEST(troupe::code_page_table().size() == 150U);
}

BOOST_AUTO_TEST_CASE(delivers_valid_utf8_whatever_bytes_come) {
  std::string noise;
  for (unsigned i = 0; i < 4096; ++i)
    noise += static_cast<char>((i * 167 + i / 256 * 31) & 0xFF);
  for (const auto& entry : troupe::code_page_table()) {
    if (entry.charset == nullptr || entry.identifier == 65001)
      continue;
    const auto text = decoded(entry.identifier, noise);
    BOOST_TEST((troupe::repaired_utf8(text, "") == text), entry.name);
    BOOST_TEST(!text.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
