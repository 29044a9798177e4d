#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/mode_change.hpp"

using namespace chat::irc;

namespace {

const limits most;

mode_request request_of(std::string_view command) {
  return parse_channel_modes(parse(command).value.params, 1, most);
}

/// The changes as one text.
std::string changes_of(std::string_view command) {
  std::string all;
  for (const auto& text : render_modes(request_of(command).changes, 99, 500))
    all += text;
  return all;
}

std::string error_of(std::string_view command) {
  const auto request = request_of(command);
  if (request.errors.size() != 1)
    return std::to_string(request.errors.size()) + " errors";
  const auto& error = request.errors.front();
  const bool unknown = error.what == mode_error::kind::unknown_mode;
  return (unknown ? "unknown " : "invalid ") + std::string(1, error.letter) + " " + error.parameter;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mode_change)

BOOST_AUTO_TEST_CASE(has_a_type_for_every_letter_that_is_announced) {
  for (const char letter : channel_modes)
    BOOST_TEST(channel_mode_type(letter).has_value());
  for (const char letter : channel_modes_with_parameter)
    BOOST_TEST((channel_mode_type(letter) != mode_type::never));
  BOOST_TEST((channel_mode_type('i') == mode_type::never));
  BOOST_TEST(!channel_mode_type('q'));
  BOOST_TEST(!channel_mode_type('B'));
}

BOOST_AUTO_TEST_CASE(is_read_with_signs_and_parameters) {
  const auto request = request_of("MODE #chat +imo-v+b ann bob *!*@host");
  BOOST_TEST(request.errors.empty());
  const std::vector<chat::irc::mode_change> wanted{
    {true, 'i', ""}, {true, 'm', ""}, {true, 'o', "ann"}, {false, 'v', "bob"}, {true, 'b', "*!*@host"}};
  BOOST_TEST((request.changes == wanted));
}

BOOST_AUTO_TEST_CASE(is_set_when_there_is_no_sign) {
  BOOST_TEST(changes_of("MODE #chat nt") == "+nt");
  BOOST_TEST(changes_of("MODE #chat -+-n") == "-n");
  BOOST_TEST(changes_of("MODE #chat +-").empty());
  BOOST_TEST(changes_of("MODE #chat").empty());
}

BOOST_AUTO_TEST_CASE(takes_a_parameter_as_its_type_says) {
  BOOST_TEST(changes_of("MODE #chat +lk 10 key") == "+lk 10 key");
  BOOST_TEST(changes_of("MODE #chat -lo ann") == "-lo ann"); // l has none when it is unset
  BOOST_TEST(changes_of("MODE #chat -ko any ann") == "-ko * ann");
  BOOST_TEST(changes_of("MODE #chat -k") == "-k *");
  BOOST_TEST(changes_of("MODE #chat +no ann surplus") == "+no ann");
}

BOOST_AUTO_TEST_CASE(is_ignored_when_its_parameter_is_missing) {
  for (const auto* command : {"MODE #chat +o", "MODE #chat -v", "MODE #chat +k", "MODE #chat +l", "MODE #chat +o :"}) {
    const auto request = request_of(command);
    BOOST_TEST(request.changes.empty());
    BOOST_TEST(request.errors.empty());
    BOOST_TEST(request.queries.empty());
  }
}

BOOST_AUTO_TEST_CASE(of_a_list_without_a_parameter_asks_for_the_list) {
  for (const auto* command : {"MODE #chat b", "MODE #chat +b", "MODE #chat -b", "MODE #chat +bbb"}) {
    const auto request = request_of(command);
    BOOST_TEST(request.queries == std::vector<char>{'b'});
    BOOST_TEST(request.changes.empty());
  }
  BOOST_TEST(changes_of("MODE #chat +b ann") == "+b ann!*@*");
}

BOOST_AUTO_TEST_CASE(is_refused_when_it_is_unknown) {
  BOOST_TEST(error_of("MODE #chat +q") == "unknown q ");
  BOOST_TEST(error_of("MODE #chat +qqq-q") == "unknown q ");
  BOOST_TEST(request_of("MODE #chat +qa").errors.size() == 2U);
  BOOST_TEST(changes_of("MODE #chat +qn") == "+n");
}

BOOST_AUTO_TEST_CASE(is_refused_when_its_parameter_is_invalid) {
  for (const std::string limit : {"0", "-1", "x", "10x", "2147483648", "99999999999999999999"})
    BOOST_TEST(error_of("MODE #chat +l " + limit) == "invalid l " + limit);
  BOOST_TEST(changes_of("MODE #chat +l 0010") == "+l 10");
  BOOST_TEST(changes_of("MODE #chat +l 2147483647") == "+l 2147483647");
  BOOST_TEST(error_of("MODE #chat +k a,b") == "invalid k a,b");
  BOOST_TEST(error_of("MODE #chat +k :a b") == "invalid k a b");
  BOOST_TEST(error_of("MODE #chat +b :a b") == "invalid b a b");
  BOOST_TEST(!request_of("MODE #chat +l x").errors.front().description.empty());
}

BOOST_AUTO_TEST_CASE(counts_against_a_limit_when_it_has_a_parameter) {
  BOOST_TEST(changes_of("MODE #chat +ooooooon 1 2 3 4 5 6 7") == "+oooooon 1 2 3 4 5 6");
  BOOST_TEST(changes_of("MODE #chat +imnst") == "+imnst");
}

BOOST_AUTO_TEST_CASE(of_users_has_no_parameters) {
  BOOST_TEST(is_user_mode('i'));
  BOOST_TEST(is_user_mode('o'));
  BOOST_TEST(!is_user_mode('w'));
  const auto request = parse_user_modes("+i-o+xyz");
  const std::vector<chat::irc::mode_change> wanted{{true, 'i', ""}, {false, 'o', ""}};
  BOOST_TEST((request.changes == wanted));
  BOOST_REQUIRE(request.errors.size() == 1U);
  BOOST_TEST(request.errors.front().letter == 'x');
}

BOOST_AUTO_TEST_CASE(is_written_with_a_sign_where_it_changes) {
  BOOST_TEST(changes_of("MODE #chat +o+v-b-n+t ann bob x!y@z") == "+ov-bn+t ann bob x!y@z");
  BOOST_TEST(render_modes({}, 6, 100).empty());
}

BOOST_AUTO_TEST_CASE(goes_to_another_line_when_there_are_too_many_parameters) {
  const std::vector<chat::irc::mode_change> changes{
    {true, 'o', "a"}, {true, 'v', "b"}, {true, 'n', ""}, {true, 'o', "c"}, {false, 'v', "d"}};
  BOOST_TEST(render_modes(changes, 2, 100) == (std::vector<std::string>{"+ovn a b", "+o-v c d"}));
}

BOOST_AUTO_TEST_CASE(goes_to_another_line_when_there_is_no_room) {
  const std::vector<chat::irc::mode_change> changes{{true, 'o', "aaaa"}, {true, 'o', "bbbb"}, {false, 'n', ""}};
  BOOST_TEST(render_modes(changes, 9, 13) == (std::vector<std::string>{"+oo aaaa bbbb", "-n"}));
  BOOST_TEST(render_modes(changes, 9, 12) == (std::vector<std::string>{"+o aaaa", "+o-n bbbb"}));
  const std::vector<chat::irc::mode_change> signs{{true, 'o', "a"}, {false, 'o', "b"}};
  BOOST_TEST(render_modes(signs, 9, 8) == std::vector<std::string>{"+o-o a b"});
  BOOST_TEST(render_modes(signs, 9, 7) == (std::vector<std::string>{"+o a", "-o b"}));
  BOOST_TEST(render_modes(changes, 9, 1) == (std::vector<std::string>{"+o aaaa", "+o bbbb", "-n"}));
}

BOOST_AUTO_TEST_CASE(is_announced_in_whole_lines) {
  BOOST_TEST(mode_lines("ann!a@h", "#chat", request_of("MODE #chat +o-n bob").changes, most) ==
             std::vector<std::string>{":ann!a@h MODE #chat +o-n bob\r\n"});
  const std::vector<chat::irc::mode_change> masks(6, {true, 'b', std::string(64, 'n') + "!*@" + std::string(64, 'h')});
  const auto lines = mode_lines("ann!a@h", "#chat", masks, most);
  BOOST_TEST(lines.size() == 2U);
  for (const auto& one : lines)
    BOOST_TEST(one.size() <= 512U);
}

BOOST_AUTO_TEST_CASE(cannot_break_the_line) {
  BOOST_TEST(mode_lines("s", "#chat", {{true, 'k', "a\r\nQUIT"}, {true, 'o', "b c"}}, most) ==
             std::vector<std::string>{":s MODE #chat +ko * *\r\n"});
}

BOOST_AUTO_TEST_SUITE_END()
