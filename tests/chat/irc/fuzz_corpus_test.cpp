#include <cstdint>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer wants
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

/// Aborts if something doesn't hold for these bytes.
void feed(std::string_view bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

constexpr std::string_view corpus[] = {
  "",
  " ",
  "\r\n",
  "@",
  "@a",
  "@a ",
  ":",
  ": ",
  ":a",
  "@a=b;c :n!u@h PRIVMSG #c :text\r\n",
  "@+a=\\s\\:\\\\\\;+b;+a=2; TAGMSG #c",
  "CAP LS 302",
  "CAP REQ :batch -cap-notify unknown",
  "CAP",
  "+ov-b ann bob *!*@host",
  "MODE +bkl-o x!y key 10 ann",
  "PRIVMSG a,b,#c ::-)",
  "A 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
  "*!*@*ab\\*c?**",
  "LIST >3,<10,C>60,T<5,!*x*,#a",
  "PRIVMSG #c :\xE2\x82\xAC\xE2\x82",
  std::string_view{"NICK a\0b", 8},
  "NICK a\rb",
};

} // namespace

BOOST_AUTO_TEST_SUITE(fuzz_corpus)

BOOST_AUTO_TEST_CASE(takes_what_has_been_thought_of) {
  for (const auto bytes : corpus) {
    BOOST_TEST_CONTEXT("bytes: " << bytes)
    BOOST_CHECK_NO_THROW(feed(bytes));
  }
}

BOOST_AUTO_TEST_CASE(takes_every_beginning_of_it) {
  for (const auto bytes : corpus)
    for (std::size_t size = 0; size < bytes.size(); ++size)
      BOOST_CHECK_NO_THROW(feed(bytes.substr(0, size)));
}

BOOST_AUTO_TEST_CASE(takes_long_lines) {
  for (const std::size_t size : {509U, 510U, 511U, 4'090U, 4'095U, 4'096U, 9'000U}) {
    feed("PRIVMSG #c :" + std::string(size, 'x'));
    feed("@" + std::string(size, ';') + " PING x");
    feed("A 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 " + std::string(size - 39, ' ') + "x");
    feed("PRIVMSG #c :" + std::string(size / 3, '\xE2'));
  }
  BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()
