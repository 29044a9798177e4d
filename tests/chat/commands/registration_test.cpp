#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/isupport.hpp"
#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

BOOST_AUTO_TEST_SUITE(registration_commands)

BOOST_AUTO_TEST_CASE(nick_and_user_register_a_client) {
  auto options = cluster::defaults();
  options.motd = {"Be kind.", ""};
  cluster net{1, options};
  auto& ann = net.connect(1, "ann");
  net.send(ann, "NICK Ann");
  expect_nothing(ann);
  net.send(ann, "USER ann 0 * :Ann Smith");
  std::vector<std::string> lines{":n1.test 001 Ann :Welcome to the Troupe Network, Ann!~ann@ann.host",
                                 ":n1.test 002 Ann :Your host is n1.test, running version test-1",
                                 ":n1.test 003 Ann :This server was created Friday January 02 2026 -- 03:04:05 UTC",
                                 ":n1.test 004 Ann n1.test test-1 io biklmnostv bklov"};
  for (const auto& each : chat::irc::isupport_lines("n1.test", "Ann", options.limits))
    lines.push_back(each.substr(0, each.size() - 2));
  for (const auto* each :
       {":n1.test 251 Ann :There are 1 users and 0 invisible on 1 servers", ":n1.test 254 Ann 0 :channels formed",
        ":n1.test 255 Ann :I have 1 clients and 0 servers", ":n1.test 265 Ann 1 1 :Current local users 1, max 1",
        ":n1.test 266 Ann 1 1 :Current global users 1, max 1", ":n1.test 375 Ann :- n1.test Message of the day - ",
        ":n1.test 372 Ann :- Be kind.", ":n1.test 372 Ann :- ", ":n1.test 376 Ann :End of /MOTD command."})
    lines.emplace_back(each);
  expect(ann, lines);
}

BOOST_AUTO_TEST_CASE(user_may_come_before_nick) {
  cluster net{1};
  auto& ann = net.connect(1, "ann");
  net.send(ann, "USER ann 0 * :Ann");
  expect_nothing(ann);
  net.send(ann, "NICK ann");
  BOOST_TEST(ann.lines.front() == ":n1.test 001 ann :Welcome to the Troupe Network, ann!~ann@ann.host");
  BOOST_TEST(ann.lines.back() == ":n1.test 422 ann :MOTD File is missing");
}

BOOST_AUTO_TEST_CASE(commands_wait_for_the_registration) {
  cluster net{1};
  auto& ann = net.connect(1, "ann");
  net.send(ann, "JOIN #a");
  net.send(ann, "PRIVMSG");
  net.send(ann, "FOO");
  net.send(ann, "PING token");
  net.send(ann, "");
  net.send(ann, ":only.a.source");
  expect(ann, {":n1.test 451 * :You have not registered", ":n1.test 451 * :You have not registered",
               ":n1.test 421 * FOO :Unknown command", ":n1.test PONG n1.test :token"});
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_said) {
  cluster net{1};
  auto& ann = net.connect(1, "ann");
  net.send(ann, "NICK");
  net.send(ann, "NICK 1ann");
  net.send(ann, "NICK a@b");
  net.send(ann, "USER ann 0 *");
  net.send(ann, "USER ann 0 * :");
  net.send(ann, "PASS");
  net.send(ann, "PING");
  expect(ann, {":n1.test 431 * :No nickname given", ":n1.test 432 * 1ann :Erroneous nickname",
               ":n1.test 432 * a@b :Erroneous nickname", ":n1.test 461 * USER :Not enough parameters",
               ":n1.test 461 * USER :Not enough parameters", ":n1.test 461 * PASS :Not enough parameters",
               ":n1.test 409 * :No origin specified"});
}

BOOST_AUTO_TEST_CASE(a_registered_client_does_not_register_again) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  net.send(ann, "USER");
  net.send(ann, "PASS x");
  expect(ann, {":n1.test 462 ann :You may not reregister", ":n1.test 462 ann :You may not reregister"});
}

BOOST_AUTO_TEST_CASE(a_nick_is_used_once_in_the_network) {
  cluster net{2};
  net.join(1, "Ann");
  auto& other = net.connect(2, "bob");
  net.send(other, "USER bob 0 * :Bob");
  net.send(other, "NICK aNN");
  expect(other, {":n2.test 433 * aNN :Nickname is already in use"});
  net.send(other, "NICK bob");
  BOOST_TEST(other.lines.front().find(" 001 bob ") != std::string::npos);
  other.lines.clear();
  net.send(other, "NICK ann");
  expect(other, {":n2.test 433 bob ann :Nickname is already in use"});
}

BOOST_AUTO_TEST_CASE(a_nick_that_was_taken_before_the_registration_is_asked_for_again) {
  cluster net{1};
  auto& late = net.connect(1, "late");
  net.send(late, "NICK ann");
  net.join(1, "ann");
  net.send(late, "USER late 0 * :Late");
  expect(late, {":n1.test 433 * ann :Nickname is already in use"});
  net.send(late, "NICK late");
  BOOST_TEST(late.lines.front().find(" 001 late ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nick_changes_are_seen_by_those_who_share_a_channel) {
  cluster net{2};
  auto& ann = net.join(1, "ann");
  auto& bob = net.join(2, "bob");
  auto& eve = net.join(2, "eve");
  net.send(ann, "JOIN #a");
  net.send(bob, "JOIN #a");
  ann.lines.clear();
  bob.lines.clear();
  net.send(ann, "NICK Annie");
  expect(ann, {":ann!~ann@ann.host NICK Annie"});
  expect(bob, {":ann!~ann@ann.host NICK Annie"});
  expect_nothing(eve);
  net.send(ann, "NICK ANNIE"); // another spelling is a change
  expect(ann, {":Annie!~ann@ann.host NICK ANNIE"});
  net.send(ann, "NICK ANNIE");
  expect_nothing(ann);
}

BOOST_AUTO_TEST_CASE(long_names_are_cut) {
  auto options = cluster::defaults();
  options.limits.nick_length = 5;
  cluster net{1, options};
  auto& ann = net.join(1, "annabella");
  net.send(ann, "MODE annab");
  expect(ann, {":n1.test 221 annab +"});
}

BOOST_AUTO_TEST_CASE(a_password_may_be_wanted) {
  auto options = cluster::defaults();
  options.password = "secret";
  cluster net{1, options};
  auto& ann = net.connect(1, "ann");
  net.send(ann, "PASS secret");
  net.send(ann, "NICK ann");
  net.send(ann, "USER ann 0 * :Ann");
  BOOST_TEST(ann.lines.front().find(" 001 ann ") != std::string::npos);

  auto& eve = net.connect(1, "eve");
  net.send(eve, "PASS guess");
  net.send(eve, "NICK eve");
  net.send(eve, "USER eve 0 * :Eve");
  expect(eve, {":n1.test 464 eve :Password incorrect", "ERROR :Closing Link: eve.host (Bad password)"});
  BOOST_TEST(eve.closed);
  BOOST_TEST(net.state(1).net().users().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_password_can_not_be_guessed_by_coming_back) {
  auto options = cluster::defaults();
  options.password = "secret";
  cluster net{1, options};
  const auto last_line_after = [&](const std::string& password) {
    auto& eve = net.connect(1, "eve");
    net.send(eve, "PASS " + password);
    net.send(eve, "NICK eve");
    net.send(eve, "USER eve 0 * :Eve");
    return eve.lines.back();
  };
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(last_line_after("guess") == "ERROR :Closing Link: eve.host (Bad password)");
  const std::string not_now = "ERROR :Closing Link: eve.host (Too many wrong passwords; try again in some seconds)";
  BOOST_TEST(last_line_after("guess") == not_now);
  BOOST_TEST(last_line_after("secret") == not_now);
  net.advance(std::chrono::seconds{5});
  BOOST_TEST(last_line_after("secret").find("ERROR") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(capability_negotiation_holds_up_the_registration) {
  cluster net{1};
  auto& ann = net.connect(1, "ann");
  net.send(ann, "CAP LS 302");
  expect(ann, {":n1.test CAP * LS :away-notify batch cap-notify echo-message extended-join invite-notify message-tags "
               "multi-prefix server-time setname userhost-in-names"});
  net.send(ann, "NICK ann");
  net.send(ann, "USER ann 0 * :Ann");
  net.send(ann, "CAP REQ :multi-prefix sasl");
  net.send(ann, "CAP REQ :multi-prefix echo-message");
  net.send(ann, "CAP LIST");
  net.send(ann, "CAP FOO");
  net.send(ann, "CAP");
  expect(ann, {":n1.test CAP ann NAK :multi-prefix sasl", ":n1.test CAP ann ACK :multi-prefix echo-message",
               ":n1.test CAP ann LIST :cap-notify echo-message multi-prefix",
               ":n1.test 410 ann FOO :Invalid CAP command", ":n1.test 461 ann CAP :Not enough parameters"});
  net.send(ann, "CAP END");
  BOOST_TEST(ann.lines.front().find(" 001 ann ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(capabilities_change_while_on_a_channel) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  auto& bob = net.join(1, "bob");
  net.send(ann, "JOIN #a");
  net.send(bob, "JOIN #a");
  ann.lines.clear();
  net.send(bob, "PRIVMSG #a :plain");
  net.send(ann, "CAP REQ server-time");
  net.send(bob, "PRIVMSG #a :tagged");
  net.send(ann, "CAP REQ -server-time");
  net.send(bob, "PRIVMSG #a :plain again");
  expect(ann,
         {":bob!~bob@bob.host PRIVMSG #a :plain", "@time=2026-01-02T03:04:05.000Z :n1.test CAP ann ACK :server-time",
          "@time=2026-01-02T03:04:05.000Z :bob!~bob@bob.host PRIVMSG #a :tagged", ":n1.test CAP ann ACK :-server-time",
          ":bob!~bob@bob.host PRIVMSG #a :plain again"});
}

BOOST_AUTO_TEST_CASE(quit_ends_the_connection) {
  cluster net{2};
  auto& ann = net.join(1, "ann");
  auto& bob = net.join(2, "bob");
  auto& cat = net.join(2, "cat");
  net.send(ann, "JOIN #a");
  net.send(bob, "JOIN #a");
  net.send(cat, "JOIN #a");
  ann.lines.clear();
  bob.lines.clear();
  cat.lines.clear();
  net.send(ann, "QUIT :so long");
  expect(ann, {"ERROR :Closing Link: ann.host (Quit: so long)"});
  BOOST_TEST(ann.closed);
  expect(bob, {":ann!~ann@ann.host QUIT :Quit: so long"});
  net.send(bob, "QUIT");
  expect(cat, {":ann!~ann@ann.host QUIT :Quit: so long", ":bob!~bob@bob.host QUIT :Client Quit"});
  net.drop(cat, "Connection reset by peer");
  BOOST_TEST(net.state(1).net().users().empty());
  BOOST_TEST(net.state(2).net().users().empty());
}

BOOST_AUTO_TEST_CASE(a_long_line_is_refused) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  net.send(ann, "PRIVMSG ann :" + std::string(600, 'x'));
  net.node(1).line_too_long(ann.id, net.now());
  net.settle(1);
  expect(ann, {":n1.test 417 ann :Input line was too long", ":n1.test 417 ann :Input line was too long"});
}

BOOST_AUTO_TEST_CASE(unknown_commands_are_named) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  net.send(ann, "rehash now");
  net.send(ann, "ERROR :whatever");
  net.send(ann, "PONG");
  expect(ann, {":n1.test 421 ann rehash :Unknown command"});
}

BOOST_AUTO_TEST_SUITE_END()
