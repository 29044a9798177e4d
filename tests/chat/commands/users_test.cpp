#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

namespace {

struct user_fixture {
  cluster net{2, with_operators()};
  client& ann = net.join(1, "ann");
  client& bob = net.join(2, "bob");
  client& eve = net.join(1, "eve");

  user_fixture() { forget(); }
  static chat::state::options with_operators() {
    auto options = cluster::defaults();
    options.operators = {{"root", "secret"}};
    return options;
  }
  void forget() {
    for (auto* each : {&ann, &bob, &eve})
      each->lines.clear();
  }
  void as(client& who, std::string_view line) { net.send(who, line); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(user_commands, user_fixture)

BOOST_AUTO_TEST_CASE(whois_tells_about_a_user_of_this_node) {
  as(eve, "JOIN #a");
  as(ann, "JOIN #a");
  net.advance(std::chrono::seconds{7});
  forget();
  as(ann, "WHOIS Eve");
  expect(ann, {":n1.test 311 ann eve ~eve eve.host * :Real eve", ":n1.test 319 ann eve :@#a",
               ":n1.test 312 ann eve n1.test :Node 1", ":n1.test 317 ann eve 7 1767323045 :seconds idle, signon time",
               ":n1.test 318 ann eve :End of /WHOIS list"});
  as(eve, "PRIVMSG ann :x");
  forget();
  as(ann, "WHOIS eve");
  BOOST_TEST(ann.lines.at(3) == ":n1.test 317 ann eve 0 1767323045 :seconds idle, signon time");
}

BOOST_AUTO_TEST_CASE(whois_tells_more_about_oneself_and_to_operators) {
  as(ann, "OPER root secret");
  as(ann, "AWAY :out");
  forget();
  as(ann, "WHOIS ann");
  expect(ann,
         {":n1.test 311 ann ann ~ann ann.host * :Real ann", ":n1.test 312 ann ann n1.test :Node 1",
          ":n1.test 301 ann ann :out", ":n1.test 313 ann ann :is an IRC operator",
          ":n1.test 378 ann ann :is connecting from *@ann.host 192.0.2.1", ":n1.test 379 ann ann :is using modes +o",
          ":n1.test 317 ann ann 0 1767323045 :seconds idle, signon time", ":n1.test 318 ann ann :End of /WHOIS list"});
  as(ann, "WHOIS bob");
  BOOST_TEST(ann.lines.at(2) == ":n2.test 378 ann bob :is connecting from *@bob.host 192.0.2.1");
}

BOOST_AUTO_TEST_CASE(whois_asks_the_users_own_node) {
  as(bob, "JOIN #b");
  net.advance(std::chrono::seconds{3});
  as(ann, "WHOIS bob");
  const std::vector<std::string> lines{":n2.test 311 ann bob ~bob bob.host * :Real bob", ":n2.test 319 ann bob :@#b",
                                       ":n2.test 312 ann bob n2.test :Node 2",
                                       ":n2.test 317 ann bob 3 1767323045 :seconds idle, signon time",
                                       ":n2.test 318 ann bob :End of /WHOIS list"};
  expect(ann, lines);
  as(ann, "WHOIS bob bob");
  expect(ann, lines);
  as(ann, "WHOIS n2.test bob");
  expect(ann, lines);
}

BOOST_AUTO_TEST_CASE(whois_says_what_is_wrong) {
  as(ann, "WHOIS");
  as(ann, "WHOIS nobody");
  as(ann, "WHOIS no.server bob");
  as(ann, "WHOIS n1.test");
  expect(ann, {":n1.test 431 ann :No nickname given", ":n1.test 401 ann nobody :No such nick/channel",
               ":n1.test 318 ann nobody :End of /WHOIS list", ":n1.test 402 ann no.server :No such server",
               ":n1.test 401 ann n1.test :No such nick/channel", ":n1.test 318 ann n1.test :End of /WHOIS list"});
}

BOOST_AUTO_TEST_CASE(whois_names_a_secure_connection) {
  auto& cat = net.connect(1, "cat");
  net.node(1).disconnected(cat.id, "", net.now());
  net.node(1).connected(cat.id, {"cat.host", "192.0.2.1", "192.0.2.1", true, 6697}, net.now());
  as(cat, "NICK cat");
  as(cat, "USER cat 0 * :Cat");
  as(bob, "WHOIS cat");
  BOOST_TEST(bob.lines.at(2) == ":n1.test 671 bob cat :is using a secure connection");
}

BOOST_AUTO_TEST_CASE(whowas_remembers_those_who_left) {
  as(eve, "NICK eva");
  as(eve, "QUIT");
  net.advance(std::chrono::seconds{1});
  as(bob, "WHOWAS eva");
  expect(bob, {":n2.test 314 bob eva ~eve eve.host * :Real eve",
               ":n2.test 312 bob eva n1.test :Friday January 02 2026 -- 03:04:05 UTC",
               ":n2.test 369 bob eva :End of WHOWAS"});
  as(bob, "WHOWAS eve,nobody 1");
  as(bob, "WHOWAS");
  as(bob, "WHOWAS eve 1 no.server");
  expect(bob,
         {":n2.test 314 bob eve ~eve eve.host * :Real eve",
          ":n2.test 312 bob eve n1.test :Friday January 02 2026 -- 03:04:05 UTC", ":n2.test 369 bob eve :End of WHOWAS",
          ":n2.test 406 bob nobody :There was no such nickname", ":n2.test 369 bob nobody :End of WHOWAS",
          ":n2.test 431 bob :No nickname given", ":n2.test 402 bob no.server :No such server"});
}

BOOST_AUTO_TEST_CASE(who_lists_the_members_of_a_channel) {
  as(ann, "JOIN #a");
  as(bob, "JOIN #a");
  as(bob, "AWAY :out");
  as(ann, "OPER root secret");
  forget();
  as(ann, "WHO #A");
  expect(ann, {":n1.test 352 ann #a ~ann ann.host n1.test ann H*@ :0 Real ann",
               ":n1.test 352 ann #a ~bob bob.host n2.test bob G :1 Real bob", ":n1.test 315 ann #A :End of WHO list"});
  as(ann, "WHO #a o");
  expect(ann,
         {":n1.test 352 ann #a ~ann ann.host n1.test ann H*@ :0 Real ann", ":n1.test 315 ann #a :End of WHO list"});
  as(bob, "MODE bob +i");
  as(eve, "WHO #a");
  expect(eve,
         {":n1.test 352 eve #a ~ann ann.host n1.test ann H*@ :0 Real ann", ":n1.test 315 eve #a :End of WHO list"});
  as(eve, "WHO #none");
  expect(eve, {":n1.test 315 eve #none :End of WHO list"});
}

BOOST_AUTO_TEST_CASE(who_finds_users_by_mask) {
  as(bob, "MODE bob +i");
  forget();
  as(ann, "WHO *.host");
  expect(ann,
         {":n1.test 352 ann * ~ann ann.host n1.test ann H :0 Real ann",
          ":n1.test 352 ann * ~eve eve.host n1.test eve H :0 Real eve", ":n1.test 315 ann *.host :End of WHO list"});
  as(ann, "WHO bob");
  expect(ann, {":n1.test 352 ann * ~bob bob.host n2.test bob H :1 Real bob", ":n1.test 315 ann bob :End of WHO list"});
  as(ann, "JOIN #a");
  as(bob, "JOIN #a");
  forget();
  as(ann, "WHO n2.*");
  expect(ann,
         {":n1.test 352 ann #a ~bob bob.host n2.test bob H :1 Real bob", ":n1.test 315 ann n2.* :End of WHO list"});
  as(ann, "WHO");
  BOOST_TEST(ann.lines.size() == 4U);
  BOOST_TEST(ann.lines.back() == ":n1.test 315 ann * :End of WHO list");
}

BOOST_AUTO_TEST_CASE(names_hide_the_invisible_from_outsiders) {
  as(ann, "JOIN #a");
  as(bob, "JOIN #a");
  as(bob, "MODE bob +i");
  forget();
  as(eve, "NAMES #a,#none");
  expect(eve, {":n1.test 353 eve = #a :@ann", ":n1.test 366 eve #a :End of /NAMES list",
               ":n1.test 366 eve #none :End of /NAMES list"});
  as(eve, "NAMES");
  expect(eve, {":n1.test 366 eve * :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(list_shows_channels) {
  as(ann, "JOIN #b,#a");
  as(bob, "JOIN #a");
  as(ann, "TOPIC #a :Hello");
  forget();
  as(eve, "LIST");
  expect(eve, {":n1.test 321 eve Channel :Users  Name", ":n1.test 322 eve #a 2 :Hello",
               ":n1.test 322 eve #b 1 :", ":n1.test 323 eve :End of /LIST"});
  as(eve, "LIST >1");
  expect(eve,
         {":n1.test 321 eve Channel :Users  Name", ":n1.test 322 eve #a 2 :Hello", ":n1.test 323 eve :End of /LIST"});
  as(eve, "LIST #B,#none");
  expect(eve, {":n1.test 321 eve Channel :Users  Name", ":n1.test 322 eve #b 1 :", ":n1.test 323 eve :End of /LIST"});
  as(eve, "LIST #b no.server");
  expect(eve, {":n1.test 402 eve no.server :No such server"});
}

BOOST_AUTO_TEST_CASE(userhost_and_ison) {
  as(bob, "AWAY :out");
  as(ann, "OPER root secret");
  forget();
  as(ann, "USERHOST ann BOB nobody");
  as(ann, "ISON ann nobody :Bob eve");
  as(ann, "USERHOST");
  as(ann, "ISON");
  as(ann, "USERHOST nobody");
  expect(ann, {":n1.test 302 ann :ann*=+~ann@ann.host bob=-~bob@bob.host", ":n1.test 303 ann :ann bob eve",
               ":n1.test 461 ann USERHOST :Not enough parameters", ":n1.test 461 ann ISON :Not enough parameters",
               ":n1.test 302 ann :"});
}

BOOST_AUTO_TEST_CASE(away_is_told_and_notified) {
  auto& cat = net.join(2, "cat", "away-notify");
  as(cat, "JOIN #a");
  as(ann, "JOIN #a");
  cat.lines.clear();
  forget();
  as(ann, "AWAY :at lunch");
  as(ann, "AWAY");
  as(ann, "AWAY");
  expect(ann, {":n1.test 306 ann :You have been marked as being away",
               ":n1.test 305 ann :You are no longer marked as being away",
               ":n1.test 305 ann :You are no longer marked as being away"});
  expect(cat, {":ann!~ann@ann.host AWAY :at lunch", ":ann!~ann@ann.host AWAY"});
}

BOOST_AUTO_TEST_CASE(setname_changes_the_real_name) {
  auto& cat = net.join(2, "cat", "setname");
  as(cat, "JOIN #a");
  as(ann, "JOIN #a");
  cat.lines.clear();
  forget();
  as(ann, "SETNAME :Ann Other");
  as(cat, "SETNAME :Cat Other");
  expect_nothing(ann);
  expect(cat, {":ann!~ann@ann.host SETNAME :Ann Other", ":cat!~cat@cat.host SETNAME :Cat Other"});
  as(ann, "SETNAME");
  as(ann, "SETNAME :");
  expect(ann, {":n1.test 461 ann SETNAME :Not enough parameters",
               ":n1.test FAIL SETNAME INVALID_REALNAME :Realname is not valid"});
  as(bob, "WHOIS ann");
  BOOST_TEST(bob.lines.front() == ":n1.test 311 bob ann ~ann ann.host * :Ann Other");
}

BOOST_AUTO_TEST_CASE(answers_of_many_nicks_hold_whole_ones) {
  std::string nicks;
  for (int i = 0; i < 15; ++i) {
    const auto nick = "a-nick-of-thirty-characters-" + std::to_string(10 + i);
    net.join(1, nick);
    nicks += (nicks.empty() ? "" : " ") + nick;
  }
  forget();
  as(ann, "ISON :" + nicks);
  std::string told;
  for (const auto& line : ann.lines)
    told += (told.empty() ? "" : " ") + line.substr(line.find(" :") + 2);
  BOOST_TEST(told == nicks);
  BOOST_TEST(ann.lines.size() == 1U + (nicks.size() > 510 - std::string{":n1.test 303 ann :"}.size() ? 1U : 0U));
}

BOOST_AUTO_TEST_CASE(other_servers_tell_what_they_remember_and_list) {
  as(eve, "JOIN #a");
  auto& zoe = net.join(2, "zoe");
  net.send(zoe, "QUIT");
  forget();
  as(ann, "WHOWAS zoe 1 n2.test");
  BOOST_TEST(ann.lines.size() == 3U);
  BOOST_TEST((ann.lines.front().rfind(":n2.test 314 ann zoe ", 0) == 0));
  forget();
  as(ann, "LIST #a n2.test");
  expect(ann, {":n2.test 321 ann Channel :Users  Name", ":n2.test 322 ann #a 1 :", ":n2.test 323 ann :End of /LIST"});
}

BOOST_AUTO_TEST_CASE(names_of_too_many_channels_are_not_listed) {
  as(ann, "NAMES #a,#b,#c,#d,#e,#f");
  BOOST_TEST(ann.lines.size() == 5U);
  BOOST_TEST(ann.lines.back() == ":n1.test 407 ann #e :Too many targets");
  forget();
  as(ann, "WHOWAS a,b,c,d,e,f");
  BOOST_TEST(ann.lines.size() == 9U); // 406 and 369 for each
  BOOST_TEST(ann.lines.back() == ":n1.test 407 ann e :Too many targets");
}

BOOST_AUTO_TEST_SUITE_END()
