#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/isupport.hpp"
#include "troupe/examples/chat/irc/message.hpp"
#include "troupe/examples/chat/irc/numeric_table.hpp"
#include "troupe/examples/chat/irc/reply.hpp"

using namespace chat::irc;

BOOST_AUTO_TEST_SUITE(numerics)

BOOST_AUTO_TEST_CASE(stand_in_the_table_in_ascending_order_once) {
  const auto rows = all_numerics();
  BOOST_TEST(std::adjacent_find(rows.begin(), rows.end(), [](const numeric_row& one, const numeric_row& next) {
               return one.number >= next.number;
             }) == rows.end());
  for (const auto& row : rows)
    BOOST_TEST(row_of(row.number).name == row.name);
}

BOOST_AUTO_TEST_CASE(have_names_as_their_number_says) {
  for (const auto& row : all_numerics()) {
    const auto number = static_cast<unsigned>(row.number);
    const bool error = number >= 400 && number < 600;
    if (number < 600)
      BOOST_TEST((row.name.substr(0, 4) == (error ? "ERR_" : "RPL_")), row.name);
  }
  BOOST_TEST(row_of(numeric::rpl_welcome).name == "RPL_WELCOME");
  BOOST_TEST(row_of(numeric::err_noprivs).name == "ERR_NOPRIVS");
}

BOOST_AUTO_TEST_CASE(fit_into_a_line) {
  for (const auto& row : all_numerics()) {
    const auto sent = reply("irc.example.org", "ann", row.number, {"a", "b"});
    BOOST_TEST(parse_from_server(sent).value.params[0] == "ann");
    BOOST_TEST(sent.size() < 512U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(reply_line)

BOOST_AUTO_TEST_CASE(has_three_digits_the_nick_and_the_usual_text) {
  BOOST_TEST(reply("irc.a.b", "ann", numeric::err_nosuchnick, {"bob"}) ==
             ":irc.a.b 401 ann bob :No such nick/channel\r\n");
  BOOST_TEST(reply("irc.a.b", "*", numeric::err_notregistered) == ":irc.a.b 451 * :You have not registered\r\n");
  BOOST_TEST(reply("irc.a.b", "ann", numeric::rpl_umodeis, {"+i"}) == ":irc.a.b 221 ann +i\r\n");
}

BOOST_AUTO_TEST_CASE(has_a_text_of_its_own) {
  BOOST_TEST(reply("irc.a.b", "ann", numeric::rpl_welcome, {}, "Welcome!") == ":irc.a.b 001 ann :Welcome!\r\n");
  BOOST_TEST(reply("irc.a.b", "ann", numeric::rpl_topic, {"#chat"}, "a b") == ":irc.a.b 332 ann #chat :a b\r\n");
}

BOOST_AUTO_TEST_CASE(repeats_what_users_typed_without_harm) {
  BOOST_TEST(reply("irc.a.b", "ann", numeric::err_nosuchchannel, {"a b"}) == ":irc.a.b 403 ann * :No such channel\r\n");
  BOOST_TEST(reply("irc.a.b", "", numeric::err_nosuchchannel, {""}) == ":irc.a.b 403 * * :No such channel\r\n");
}

BOOST_AUTO_TEST_CASE(can_be_filled_with_words) {
  const auto head = reply_head("irc.a.b", "ann", numeric::rpl_namreply).params({"=", "#chat"});
  BOOST_TEST(fill_lines(head, {"@ann", "bob"}).front() == ":irc.a.b 353 ann = #chat :@ann bob\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(isupport)

BOOST_AUTO_TEST_CASE(announces_the_limits) {
  limits most;
  most.nick_length = 17;
  most.targets = 7;
  most.network = "My Net";
  const auto tokens = isupport_tokens(most);
  const auto has = [&](std::string_view token) { return std::count(tokens.begin(), tokens.end(), token) == 1; };
  BOOST_TEST(has("NICKLEN=17"));
  BOOST_TEST(has("NETWORK=My\\x20Net"));
  BOOST_TEST(has("CASEMAPPING=rfc1459"));
  BOOST_TEST(has("CHANMODES=b,k,l,imnst"));
  BOOST_TEST(has("PREFIX=(ov)@+"));
  BOOST_TEST(has("CHANLIMIT=#:50"));
  BOOST_TEST(has("MAXLIST=b:100"));
  BOOST_TEST(has("MODES=6"));
  BOOST_TEST(has("TARGMAX=JOIN:,KICK:7,LIST:,NAMES:7,NOTICE:7,PART:,PRIVMSG:7,TAGMSG:7,WHOIS:7,WHOWAS:7"));
}

BOOST_AUTO_TEST_CASE(sends_all_tokens_in_lines_of_thirteen) {
  const limits most;
  std::vector<std::string> sent;
  for (const auto& one : isupport_lines("irc.a.b", "ann", most)) {
    const auto found = parse_from_server(one);
    const auto& params = found.value.params;
    BOOST_TEST(found.value.command == "005");
    BOOST_TEST(params.size() <= 15U);
    BOOST_TEST(params[params.size() - 1] == "are supported by this server");
    sent.insert(sent.end(), params.begin() + 1, params.end() - 1);
  }
  BOOST_TEST(sent == isupport_tokens(most));
}

BOOST_AUTO_TEST_CASE(escapes_what_would_end_a_token) {
  BOOST_TEST(isupport_value("a b=c\\d\n") == "a\\x20b\\x3Dc\\x5Cd\\x0A");
}

BOOST_AUTO_TEST_SUITE_END()
