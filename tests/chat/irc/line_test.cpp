#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/irc/utf8.hpp"

using namespace chat::irc;

namespace {

const std::string euro = "\xE2\x82\xAC";

std::string times(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i)
    all += text;
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(outgoing_line)

BOOST_AUTO_TEST_CASE(is_written_from_left_to_right) {
  BOOST_TEST(line("ann!a@h", "PRIVMSG").param("#chat").text("hello there").finish() ==
             ":ann!a@h PRIVMSG #chat :hello there\r\n");
  BOOST_TEST(line("", "ERROR").text("bye").finish() == "ERROR :bye\r\n");
  BOOST_TEST(make_line("s", "MODE", {"#chat", "+o", "ann"}) == ":s MODE #chat +o ann\r\n");
  BOOST_TEST(make_line("s", "TOPIC", {"#chat"}, "") == ":s TOPIC #chat :\r\n");
}

BOOST_AUTO_TEST_CASE(has_a_star_for_what_is_no_parameter) {
  for (const std::string_view bad : {"", ":a", "a b", "a\rb", "a\nb"})
    BOOST_TEST(make_line("s", "X", {bad, "next"}) == ":s X * next\r\n");
  BOOST_TEST(make_line("s", "X", {std::string_view{"a\0b", 3}}) == ":s X *\r\n");
  BOOST_TEST(make_line("a b", "X\r\n", {}) == ":* *\r\n");
  BOOST_TEST(make_line("s", "X", {"a:b"}) == ":s X a:b\r\n");
}

BOOST_AUTO_TEST_CASE(has_a_space_for_a_line_end_in_the_text) {
  BOOST_TEST(make_line("s", "X", {}, std::string_view{"a\r\nQUIT\0b", 9}) == ":s X :a  QUIT b\r\n");
}

BOOST_AUTO_TEST_CASE(has_at_most_512_bytes) {
  const line head = line{"s", "PRIVMSG"}.param("#chat");
  BOOST_TEST(head.room() == 512U - 2 - std::string{":s PRIVMSG #chat :"}.size());
  const auto full = std::string(head.room(), 'x');
  BOOST_TEST(line{head}.text(full).finish().size() == 512U);
  BOOST_TEST(line{head}.text(full + "y").finish() == line{head}.text(full).finish());
}

BOOST_AUTO_TEST_CASE(is_cut_between_characters) {
  const line head{"s", "X"};
  const std::string text = std::string(head.room() - 2, 'x') + euro;
  const auto cut = line{head}.text(text).finish();
  BOOST_TEST(cut.size() == 510U);
  BOOST_TEST(cut.substr(cut.size() - 3) == "x\r\n");
}

BOOST_AUTO_TEST_CASE(stays_whole_when_the_parameters_are_too_long) {
  line full{std::string(600, 's'), "X"};
  BOOST_TEST(full.room() == 0U);
  BOOST_TEST(full.param("p").text("t").finish().size() == 512U);
  line nearly{std::string(505, 's'), "X"}; // one byte is left
  BOOST_TEST(nearly.param("pp").text("t").finish().size() <= 512U);
  line parameters{"s", "X"};
  for (int i = 0; i < 20; ++i)
    parameters.param(std::string(40, 'p'));
  BOOST_TEST(parameters.text("t").finish().size() <= 512U);
}

BOOST_AUTO_TEST_CASE(takes_as_many_words_as_fit) {
  const line head = line{"irc.example.org", "353"}.params({"ann", "=", "#chat"});
  BOOST_TEST(fill_lines(head, std::vector<std::string>{}).empty());
  BOOST_TEST(fill_lines(head, {"@ann", "bob"}) ==
             std::vector<std::string>{":irc.example.org 353 ann = #chat :@ann bob\r\n"});

  std::vector<std::string> nicks;
  for (int i = 0; i < 200; ++i)
    nicks.push_back("nick" + std::to_string(i));
  const auto lines = fill_lines(head, nicks);
  BOOST_TEST(lines.size() > 1U);
  std::string all;
  for (const auto& one : lines) {
    BOOST_TEST(one.size() <= 512U);
    const auto begin = one.find(" :") + 2;
    all += one.substr(begin, one.size() - 2 - begin) + " ";
  }
  std::string wanted;
  for (const auto& nick : nicks)
    wanted += nick + " ";
  BOOST_TEST(all == wanted);
}

BOOST_AUTO_TEST_CASE(is_filled_to_the_last_byte) {
  const line head{"s", "X"};
  const std::vector<std::string> exact{std::string(100, 'a'), std::string(head.room() - 101, 'b')};
  BOOST_TEST(fill_lines(head, exact).size() == 1U);
  BOOST_TEST(fill_lines(head, exact).front().size() == 512U);
  BOOST_TEST(fill_lines(head, {exact[0], exact[1] + "b"}).size() == 2U);
}

BOOST_AUTO_TEST_CASE(is_the_last_one_with_a_head_of_its_own) {
  const line last = line{"s", "CAP"}.params({"ann", "LS"});
  const line more = line{last}.param("*");
  const std::vector<std::string> words(3, std::string(300, 'w'));
  const auto lines = fill_lines(more, last, words);
  BOOST_REQUIRE(lines.size() == 3U);
  BOOST_TEST(lines[0].find(":s CAP ann LS * :w") == 0U);
  BOOST_TEST(lines[1].find(":s CAP ann LS * :w") == 0U);
  BOOST_TEST(lines[2].find(":s CAP ann LS :w") == 0U);
}

BOOST_AUTO_TEST_CASE(holds_all_words_whichever_head_is_longer) {
  const line short_head{"s", "X"};
  const line long_head = line{short_head}.param(std::string(40, 'p'));
  for (std::size_t count = 1; count <= 30; ++count) {
    const std::vector<std::string> words(count, std::string(34, 'w'));
    for (const auto& [head, last] : {std::pair{short_head, long_head}, {long_head, short_head}}) {
      std::size_t bytes = 0;
      for (const auto& one : fill_lines(head, last, words))
        bytes += static_cast<std::size_t>(std::count(one.begin(), one.end(), 'w'));
      BOOST_TEST(bytes == count * 34);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(utf8_cut)

BOOST_AUTO_TEST_CASE(leaves_alone_what_is_short_enough) {
  BOOST_TEST(cut_utf8("abc", 3) == "abc");
  BOOST_TEST(cut_utf8("abc", 4) == "abc");
  BOOST_TEST(cut_utf8("", 0) == "");
}

BOOST_AUTO_TEST_CASE(keeps_whole_characters) {
  const auto text = times(euro, 3);
  for (std::size_t most = 0; most <= text.size(); ++most)
    BOOST_TEST(cut_utf8(text, most).size() == most / 3 * 3);
  BOOST_TEST(cut_utf8("a\xC3\xA4", 2) == "a");
  for (std::size_t most = 0; most < 4; ++most)
    BOOST_TEST(cut_utf8("\xF0\x9F\x99\x82", most) == "");
}

BOOST_AUTO_TEST_CASE(cuts_other_bytes_anywhere) {
  BOOST_TEST(cut_utf8("\xE4\xE4\xE4", 2) == "\xE4\xE4");
  BOOST_TEST(cut_utf8("\x80\x80\x80\x80\x80\x80", 5).size() == 5U);
  BOOST_TEST(cut_utf8("a\x80\x80", 2).size() == 2U);
  BOOST_TEST(cut_utf8("\xFF\x80\x80", 2).size() == 2U);
  BOOST_TEST(cut_utf8("\xC3\xA4\xA4\xA4", 3).size() == 3U);
  BOOST_TEST(cut_utf8("\xC3\xA4\xA4", 2).size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
