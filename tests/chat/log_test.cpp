#include <array>
#include <chrono>
#include <string>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/log.hpp"

using chat::log_line;
using chat::severity;

namespace {

const std::chrono::system_clock::time_point some_time{std::chrono::milliseconds{1'318'956'051'020}};

std::string line_of(const std::string& text) {
  const auto line = log_line(some_time, severity::info, text, false);
  const std::string head = "2011-10-18 16:40:51.020Z info    ";
  BOOST_TEST(line.substr(0, head.size()) == head);
  BOOST_TEST(line.back() == '\n');
  return line.substr(head.size(), line.size() - head.size() - 1);
}

} // namespace

BOOST_AUTO_TEST_SUITE(log_lines)

BOOST_AUTO_TEST_CASE(a_line_has_time_level_and_text) {
  BOOST_TEST(log_line(some_time, severity::warning, "text", false) == "2011-10-18 16:40:51.020Z warning text\n");
  BOOST_TEST(log_line(some_time, severity::error, "", false) == "2011-10-18 16:40:51.020Z error   \n");
}

BOOST_AUTO_TEST_CASE(control_characters_are_escaped) {
  BOOST_TEST(line_of("a\r\nb\tc") == "a\\r\\nb\\tc");
  BOOST_TEST(line_of("\x1b[2J\x7f") == "\\x1b[2J\\x7f");
  BOOST_TEST(line_of(std::string{"\0\x01", 2}) == "\\x00\\x01");
  BOOST_TEST(line_of("\xc2\x9b"
                     "31m") == "\\xc2\\x9b"
                               "31m");
}

BOOST_AUTO_TEST_CASE(utf8_stays_and_what_is_not_is_escaped) {
  BOOST_TEST(line_of("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80") == "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
  BOOST_TEST(line_of("caf\xe9") == "caf\\xe9");
  BOOST_TEST(line_of("\xc3") == "\\xc3");
  BOOST_TEST(line_of("\xc0\xaf") == "\\xc0\\xaf");
  BOOST_TEST(line_of("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  BOOST_TEST(line_of("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  BOOST_TEST(line_of("\xe2\x82") == "\\xe2\\x82");
}

BOOST_AUTO_TEST_CASE(colour_surrounds_warnings_and_errors_only) {
  BOOST_TEST(log_line(some_time, severity::error, "x", true) == "2011-10-18 16:40:51.020Z \x1b[31merror   x\x1b[0m\n");
  BOOST_TEST(log_line(some_time, severity::info, "x", true) == "2011-10-18 16:40:51.020Z info    x\n");
}

BOOST_AUTO_TEST_CASE(less_than_the_least_level_is_left_out_and_a_pipe_gets_no_colour) {
  std::array<int, 2> ends{};
  BOOST_TEST_REQUIRE(::pipe(ends.data()) == 0);
  const chat::log log{severity::warning, ends[1]};
  log.debug("no");
  log.info("no");
  log.warning("yes");
  log.error("and yes");
  ::close(ends[1]);
  std::string text;
  std::array<char, 512> bytes{};
  for (ssize_t size = 0; (size = ::read(ends[0], bytes.data(), bytes.size())) > 0;)
    text.append(bytes.data(), static_cast<std::size_t>(size));
  ::close(ends[0]);
  BOOST_TEST(text.find("no") == std::string::npos);
  BOOST_TEST(text.find("warning yes\n") != std::string::npos);
  BOOST_TEST(text.find("error   and yes\n") != std::string::npos);
  BOOST_TEST(text.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
