#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/node/irc_client.hpp"

namespace {

using chat::test::chat_process;
using chat::test::chat_run;
using chat::test::irc_client;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Waits until somebody on #chat sees `nick` there. A node knows who is on another one only some time after the link
/// with it is up.
void see(irc_client& who, const std::string& nick) {
  std::string names;
  while (!contains(names, nick)) {
    who.say("NAMES #chat");
    names = who.expect(" 353 ");
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(node_network)

BOOST_AUTO_TEST_CASE(users_of_two_servers_share_channels_and_nicks) {
  chat_process a{chat_process::linkable("a.test")};
  chat_process b{"b.test", a};
  b.linked_with("a.test");
  irc_client ann{a, "ann"};
  irc_client bob{b, "bob"};
  ann.join("#chat");
  bob.join("#chat");
  BOOST_TEST(ann.expect("JOIN") == ":bob!~bob@127.0.0.1 JOIN #chat");
  ann.say("PRIVMSG #chat :across");
  BOOST_TEST(bob.expect("PRIVMSG") == ":ann!~ann@127.0.0.1 PRIVMSG #chat :across");
  bob.say("PRIVMSG ann :and back");
  BOOST_TEST(ann.expect("PRIVMSG") == ":bob!~bob@127.0.0.1 PRIVMSG ann :and back");
  irc_client late{b.port()};
  late.say("NICK ANN");
  late.say("USER ann 0 * :Another");
  late.expect(" 433 ");
  ann.say("WHOIS bob");
  BOOST_TEST(contains(ann.expect(" 312 "), "b.test"));
  ann.say("QUIT :to bed");
  BOOST_TEST(bob.expect("QUIT") == ":ann!~ann@127.0.0.1 QUIT :Quit: to bed");
}

BOOST_AUTO_TEST_CASE(each_message_reaches_everybody_on_three_servers_once_and_in_order) {
  chat_process a{chat_process::linkable("a.test")};
  chat_process b{"b.test", a};
  chat_process c{"c.test", a};
  c.linked_with("b.test");
  std::vector<irc_client> everybody;
  const std::vector<chat_process*> servers{&a, &b, &c, &a, &b, &c};
  for (std::size_t i = 0; i < servers.size(); ++i) {
    everybody.emplace_back(*servers[i], "user" + std::to_string(i));
    everybody.back().join("#chat");
  }
  // So all know of all.
  for (auto& each : everybody)
    for (std::size_t i = 0; i < servers.size(); ++i)
      see(each, "user" + std::to_string(i));
  for (auto& each : everybody)
    each.until_pong();
  constexpr int count = 200;
  for (int i = 0; i < count; ++i)
    everybody[1].say("PRIVMSG #chat :message " + std::to_string(i) + ".");
  for (std::size_t who = 0; who < everybody.size(); ++who)
    for (int i = 0; who != 1 && i < count; ++i)
      BOOST_TEST_REQUIRE(everybody[who].expect("PRIVMSG") ==
                         ":user1!~user1@127.0.0.1 PRIVMSG #chat :message " + std::to_string(i) + ".");
  for (auto& each : everybody)
    BOOST_TEST(!contains(each.until_pong(), "PRIVMSG"));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_killed_takes_its_users_away_and_brings_them_back) {
  chat_process a{chat_process::linkable("a.test")};
  auto b = std::make_unique<chat_process>("b.test", a);
  chat_process c{"c.test", a};
  c.linked_with("b.test");
  irc_client ann{a, "ann"};
  irc_client cid{c, "cid"};
  ann.join("#chat");
  cid.join("#chat");
  {
    irc_client bob{*b, "bob"};
    bob.join("#chat");
    ann.expect("bob!~bob@127.0.0.1 JOIN #chat");
    cid.expect("bob!~bob@127.0.0.1 JOIN #chat");
    b->kill();
    BOOST_TEST(ann.expect("QUIT") == ":bob!~bob@127.0.0.1 QUIT :a.test b.test");
    BOOST_TEST(cid.expect("QUIT") == ":bob!~bob@127.0.0.1 QUIT :c.test b.test");
  }
  ann.say("PRIVMSG #chat :still here");
  cid.expect("PRIVMSG #chat :still here");
  b = std::make_unique<chat_process>("b.test", a);
  b->linked_with("a.test");
  b->linked_with("c.test");
  irc_client bob{*b, "bob"};
  bob.join("#chat");
  ann.expect("bob!~bob@127.0.0.1 JOIN #chat"); // the JOIN of cid may come as late as now
  see(bob, "cid");
  bob.say("PRIVMSG #chat :back");
  BOOST_TEST(cid.expect("PRIVMSG") == ":bob!~bob@127.0.0.1 PRIVMSG #chat :back");
}

BOOST_AUTO_TEST_CASE(a_server_that_stops_says_so_in_the_name_of_its_users) {
  chat_process a{chat_process::linkable("a.test")};
  chat_process b{"b.test", a};
  b.linked_with("a.test");
  irc_client ann{a, "ann"};
  irc_client bob{b, "bob"};
  ann.join("#chat");
  bob.join("#chat");
  ann.expect("JOIN");
  BOOST_TEST(b.stop() == 0);
  BOOST_TEST(ann.expect("QUIT") == ":bob!~bob@127.0.0.1 QUIT :Server is shutting down");
  BOOST_TEST(a.stop() == 0);
}

BOOST_AUTO_TEST_CASE(servers_that_meet_with_the_same_channel_and_nick_agree) {
  chat_process a{chat_process::linkable("a.test")};
  irc_client ann{a, "ann"};
  ann.join("#chat");
  ann.say("TOPIC #chat :of the older one");
  ann.expect("TOPIC");
  // The two meet when a third one joins both.
  chat_process b{chat_process::linkable("b.test")};
  irc_client other{b, "ann"};
  other.join("#chat");
  chat_process c{"c.test", a, {"--join=" + b.links()}};
  const auto renamed = other.expect("NICK");
  BOOST_TEST(contains(renamed, ":ann!~ann@127.0.0.1 NICK "));
  const auto nick = renamed.substr(renamed.find("NICK ") + 5);
  ann.expect("JOIN #chat");
  ann.say("PRIVMSG #chat :hello");
  BOOST_TEST(other.expect("PRIVMSG") == ":ann!~ann@127.0.0.1 PRIVMSG #chat :hello");
  other.say("TOPIC #chat");
  BOOST_TEST(contains(other.expect(" 332 "), "of the older one"));
}

BOOST_AUTO_TEST_CASE(a_server_whose_name_is_taken_says_so_and_ends) {
  chat_process a{chat_process::linkable("a.test")};
  const chat_run second{{"--port=any", "--tls-port=0", "--server-name=a.test", "--join=" + a.links()}};
  BOOST_TEST(second.status == 1);
  BOOST_TEST(contains(second.printed, "is taken"));
  BOOST_TEST(contains(second.printed, "--server-name="));
}

BOOST_AUTO_TEST_CASE(a_server_goes_on_without_the_one_it_cannot_reach) {
  std::string gone;
  {
    chat_process a{chat_process::linkable("a.test")};
    gone = a.links();
    a.kill();
  }
  chat_process b{{"--server-name=b.test", "--join=" + gone, "--link-retry-ms=500"}};
  b.wait_for("no link with " + gone);
  irc_client bob{b, "bob"};
  BOOST_TEST(bob.until_pong().empty());
}

BOOST_AUTO_TEST_SUITE_END()
