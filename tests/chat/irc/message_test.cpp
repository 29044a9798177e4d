#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/message.hpp"

using namespace chat::irc;

namespace {

using texts = std::vector<std::string_view>;

texts params_of(std::string_view line) {
  const auto found = parse(line);
  BOOST_REQUIRE_MESSAGE(found, "is no message: " << line);
  return {found.value.params.begin(), found.value.params.end()};
}

parse_error error_of(std::string_view line) {
  return parse(line).error;
}

/// "COMMAND" and so many parameters "p".
std::string with_params(int count) {
  std::string line = "COMMAND";
  for (int i = 0; i < count; ++i)
    line += " p";
  return line;
}

/// A line of exactly `size` bytes without its CR LF.
std::string of_size(std::size_t size) {
  const std::string head = "PRIVMSG #chat :";
  return head + std::string(size - head.size(), 'x');
}

std::string serialized(std::string_view line) {
  return serialize(parse(line).value).value_or("none");
}

} // namespace

BOOST_AUTO_TEST_SUITE(message)

BOOST_AUTO_TEST_CASE(takes_a_line_apart) {
  const auto found = parse("@id=7;+x :ann!a@host.example PRIVMSG #chat,bob :hello there \r\n");
  BOOST_REQUIRE(found);
  BOOST_TEST(found.value.tags == "id=7;+x");
  BOOST_TEST(found.value.source == "ann!a@host.example");
  BOOST_TEST(found.value.command == "PRIVMSG");
  BOOST_TEST(found.value.params.size() == 2U);
  BOOST_TEST(found.value.params[0] == "#chat,bob");
  BOOST_TEST(found.value.params[1] == "hello there ");
}

BOOST_AUTO_TEST_CASE(takes_every_part_but_the_command_as_optional) {
  for (const auto* line : {"PING", "PING\n", "PING\r", "PING\r\n", " PING ", ":x PING", "@a PING", "@a  :x   PING  "}) {
    BOOST_TEST_CONTEXT(line) {
      const auto found = parse(line);
      BOOST_REQUIRE(found);
      BOOST_TEST(found.value.command == "PING");
      BOOST_TEST(found.value.params.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(takes_the_last_parameter_with_and_without_a_colon_alike) {
  BOOST_TEST(params_of("USER ann 0 * Ann") == (texts{"ann", "0", "*", "Ann"}));
  BOOST_TEST(params_of("USER ann 0 * :Ann") == (texts{"ann", "0", "*", "Ann"}));
  BOOST_TEST(params_of("USER ann 0 * :Ann  B. ") == (texts{"ann", "0", "*", "Ann  B. "}));
}

BOOST_AUTO_TEST_CASE(tells_an_empty_parameter_from_none) {
  BOOST_TEST(params_of("TOPIC #chat :") == (texts{"#chat", ""}));
  BOOST_TEST(params_of("TOPIC #chat ") == (texts{"#chat"}));
  BOOST_TEST(params_of("AWAY :").size() == 1U);
}

BOOST_AUTO_TEST_CASE(finds_colons_only_where_they_begin_a_parameter) {
  BOOST_TEST(params_of("PRIVMSG #chat ::-)") == (texts{"#chat", ":-)"}));
  BOOST_TEST(params_of("PRIVMSG a:b c:d: :e :f") == (texts{"a:b", "c:d:", "e :f"}));
  BOOST_TEST(params_of("PRIVMSG #chat : x") == (texts{"#chat", " x"}));
}

BOOST_AUTO_TEST_CASE(counts_a_run_of_spaces_as_one) {
  BOOST_TEST(params_of("MODE   #chat  +o   ann  ") == (texts{"#chat", "+o", "ann"}));
  BOOST_TEST(params_of("PRIVMSG #chat\t:x") == (texts{"#chat\t:x"}));
}

BOOST_AUTO_TEST_CASE(gives_the_fifteenth_parameter_all_the_rest) {
  BOOST_TEST(params_of(with_params(15)).size() == 15U);
  const auto more = with_params(14) + " 15 16 :17";
  BOOST_TEST(params_of(more).size() == 15U);
  BOOST_TEST(params_of(more).back() == "15 16 :17");
  const auto colon = with_params(14) + " :15 16";
  BOOST_TEST(params_of(colon).back() == "15 16");
}

BOOST_AUTO_TEST_CASE(reads_a_missing_parameter_as_an_empty_text) {
  const auto found = parse("JOIN #chat");
  BOOST_TEST(found.value.params[0] == "#chat");
  BOOST_TEST(found.value.params[1].empty());
  BOOST_TEST(found.value.params[99].empty());
}

BOOST_AUTO_TEST_CASE(holds_fifteen_parameters_at_most) {
  param_list params;
  for (std::size_t i = 0; i < max_params; ++i)
    BOOST_TEST(params.push("p"));
  BOOST_TEST(!params.push("p"));
  BOOST_TEST(params.size() == 15U);
}

BOOST_AUTO_TEST_CASE(finds_nothing_in_an_empty_line) {
  for (const auto* line : {"", "\r\n", "\n", " ", "   \r\n"})
    BOOST_TEST((error_of(line) == parse_error::empty));
}

BOOST_AUTO_TEST_CASE(refuses_what_has_no_command) {
  for (const auto* line : {"@", "@a", "@a ", ":", ":a", ":a ", "@a :b", "@a :b  "})
    BOOST_TEST((error_of(line) == parse_error::malformed), line);
}

BOOST_AUTO_TEST_CASE(refuses_commands_of_other_than_letters_and_digits) {
  for (const auto* line : {"/join #chat", "PRIV-MSG x", "{}", "\xC3\xA4 x", "PRIVMSG\t#chat x"})
    BOOST_TEST((error_of(line) == parse_error::malformed), line);
  BOOST_TEST(parse("/join #chat").value.command == "/join"); // for the answer
  BOOST_TEST((error_of("001 x") == parse_error::none));
}

BOOST_AUTO_TEST_CASE(refuses_line_ends_and_nul_within_a_line) {
  for (const std::string_view bad : {std::string_view{"\r"}, std::string_view{"\n"}, std::string_view{"\0", 1}}) {
    const std::string inside{bad};
    BOOST_TEST((error_of("PRIVMSG #chat :a" + inside + "b") == parse_error::malformed));
    BOOST_TEST((error_of("PRIVMSG #ch" + inside + "at b") == parse_error::malformed));
    BOOST_TEST((error_of("@a=" + inside + "b PING") == parse_error::malformed));
    BOOST_TEST((error_of(":a" + inside + "b PING") == parse_error::malformed));
  }
  BOOST_TEST((error_of("PING a\n\r\n") == parse_error::malformed));
}

BOOST_AUTO_TEST_CASE(takes_510_bytes_and_no_more) {
  BOOST_TEST((error_of(of_size(510)) == parse_error::none));
  BOOST_TEST((error_of(of_size(510) + "\r\n") == parse_error::none));
  BOOST_TEST((error_of(of_size(511)) == parse_error::too_long));
  BOOST_TEST((error_of(of_size(511) + "\n") == parse_error::too_long));
  BOOST_TEST(parse(of_size(511)).value.command.empty());
}

BOOST_AUTO_TEST_CASE(counts_tags_apart) {
  const auto tags = [](std::size_t data) { return "@" + std::string(data, 'x') + " "; };
  BOOST_TEST((error_of(tags(4'094) + of_size(510) + "\r\n") == parse_error::none));
  BOOST_TEST((error_of(tags(4'095) + "PING") == parse_error::tags_too_long));
  BOOST_TEST((error_of(tags(4'094) + of_size(511)) == parse_error::too_long));
  BOOST_TEST((parse_from_server(tags(8'189) + "PING").error == parse_error::none));
  BOOST_TEST((parse_from_server(tags(8'190) + "PING").error == parse_error::tags_too_long));
}

BOOST_AUTO_TEST_CASE(gives_commands_in_upper_case_for_tables) {
  BOOST_TEST(upper_command("privMsg1") == "PRIVMSG1");
}

BOOST_AUTO_TEST_CASE(serializes_what_it_parsed) {
  for (const std::string line : {"PING", "@a=1 :x!y@z PRIVMSG #chat :hello there", "TOPIC #chat :", "A b ::c", "A b c"})
    BOOST_TEST(serialized(line) == line + "\r\n");
  BOOST_TEST(serialized("A   b  :c") == "A b c\r\n");
  BOOST_TEST(serialized(": PING") == "PING\r\n");
}

BOOST_AUTO_TEST_CASE(serializes_nothing_that_would_break_the_line) {
  const auto with = [](auto change) {
    auto value = parse("@t :s CMD middle last").value;
    change(value);
    return serialize(value).has_value();
  };
  BOOST_TEST(with([](auto&) {}));
  BOOST_TEST(!with([](auto& m) { m.command = ""; }));
  BOOST_TEST(!with([](auto& m) { m.command = "A B"; }));
  BOOST_TEST(!with([](auto& m) { m.command = "A\r\nQUIT"; }));
  BOOST_TEST(!with([](auto& m) { m.source = "a b"; }));
  BOOST_TEST(!with([](auto& m) { m.source = "a\n"; }));
  BOOST_TEST(!with([](auto& m) { m.tags = "a b"; }));
  BOOST_TEST(!with([](auto& m) { m.tags = "a\r"; }));
  BOOST_TEST(!with([](auto& m) { m.params.push("a\r\nb"); }));
  BOOST_TEST(!with([](auto& m) { m.params.push(std::string_view{"\0", 1}); }));
  for (const std::string_view middle : {"", ":a", "a b", "a\nb"})
    BOOST_TEST(!with([&](auto& m) {
      m.params.push(middle);
      m.params.push("last");
    }));
  BOOST_TEST(with([](auto& m) { m.params.push(""); }));
}

BOOST_AUTO_TEST_CASE(serializes_nothing_that_is_too_long) {
  auto value = parse("PRIVMSG #chat x").value;
  const std::string text(600, 'x');
  const auto fits = [&](std::size_t size) {
    auto longer = value;
    longer.params = {};
    longer.params.push(std::string_view{text}.substr(0, size));
    return serialize(longer).has_value();
  };
  BOOST_TEST(fits(512 - 2 - 8));
  BOOST_TEST(!fits(512 - 2 - 7));
  const std::string tags(8'190, 't');
  value.tags = std::string_view{tags}.substr(1);
  BOOST_TEST(serialize(value).has_value());
  value.tags = tags;
  BOOST_TEST(!serialize(value).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
