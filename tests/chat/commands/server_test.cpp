#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

namespace {

struct server_fixture {
  cluster net{2, with_everything()};
  client& ann = net.join(1, "ann");
  client& bob = net.join(2, "bob");

  static chat::state::options with_everything() {
    auto options = cluster::defaults();
    options.operators = {{"root", "secret"}, {"other", "word"}};
    options.motd = {"Welcome."};
    options.info = {"A server."};
    options.admin = {"Here", "Us", "us@example.org"};
    return options;
  }
  void as(client& who, std::string_view line) { net.send(who, line); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_commands, server_fixture)

BOOST_AUTO_TEST_CASE(queries_are_answered_here) {
  as(ann, "VERSION");
  as(ann, "TIME");
  as(ann, "INFO n1.*");
  as(ann, "ADMIN ann");
  as(ann, "MOTD n1.test");
  expect(ann,
         {":n1.test 351 ann test-1 n1.test :Node 1",
          ":n1.test 391 ann n1.test 1767323045 0 :Friday January 02 2026 -- 03:04:05 UTC", ":n1.test 371 ann :test-1",
          ":n1.test 371 ann :A server.", ":n1.test 371 ann :On-line since Friday January 02 2026 -- 03:04:05 UTC",
          ":n1.test 374 ann :End of INFO list", ":n1.test 256 ann n1.test :Administrative info",
          ":n1.test 257 ann :Here", ":n1.test 258 ann :Us", ":n1.test 259 ann :us@example.org",
          ":n1.test 375 ann :- n1.test Message of the day - ", ":n1.test 372 ann :- Welcome.",
          ":n1.test 376 ann :End of /MOTD command."});
}

BOOST_AUTO_TEST_CASE(queries_are_answered_by_the_server_they_name) {
  as(ann, "VERSION n2.test");
  as(ann, "TIME bob");
  as(ann, "STATS u n2.*");
  as(ann, "LUSERS * n2.test");
  expect(ann,
         {":n2.test 351 ann test-1 n2.test :Node 2",
          ":n2.test 391 ann n2.test 1767323045 0 :Friday January 02 2026 -- 03:04:05 UTC",
          ":n2.test 242 ann :Server Up 0 days 0:00:00", ":n2.test 219 ann u :End of /STATS report",
          ":n2.test 251 ann :There are 2 users and 0 invisible on 2 servers", ":n2.test 254 ann 0 :channels formed",
          ":n2.test 255 ann :I have 1 clients and 1 servers", ":n2.test 265 ann 1 1 :Current local users 1, max 1",
          ":n2.test 266 ann 2 2 :Current global users 2, max 2"});
}

BOOST_AUTO_TEST_CASE(a_server_that_is_none_is_named) {
  for (const auto* line : {"VERSION x.y", "TIME x.y", "INFO x.y", "ADMIN x.y", "MOTD x.y", "LUSERS * x.y",
                           "STATS u x.y", "LINKS x.y *", "PING token x.y"}) {
    as(ann, line);
    expect(ann, {":n1.test 402 ann x.y :No such server"});
  }
}

BOOST_AUTO_TEST_CASE(lusers_counts) {
  as(bob, "MODE bob +i");
  as(ann, "OPER root secret");
  as(ann, "JOIN #a");
  net.connect(1, "unknown");
  auto& cat = net.join(1, "cat");
  as(cat, "QUIT");
  ann.lines.clear();
  as(ann, "LUSERS");
  expect(ann,
         {":n1.test 251 ann :There are 1 users and 1 invisible on 2 servers", ":n1.test 252 ann 1 :operator(s) online",
          ":n1.test 253 ann 1 :unknown connection(s)", ":n1.test 254 ann 1 :channels formed",
          ":n1.test 255 ann :I have 1 clients and 1 servers", ":n1.test 265 ann 1 2 :Current local users 1, max 2",
          ":n1.test 266 ann 2 3 :Current global users 2, max 3"});
}

BOOST_AUTO_TEST_CASE(links_lists_the_servers) {
  as(ann, "LINKS");
  as(ann, "LINKS n2*");
  as(ann, "LINKS n2.test n2*");
  expect(ann, {":n1.test 364 ann n2.test n1.test :1 Node 2", ":n1.test 364 ann n1.test n1.test :0 Node 1",
               ":n1.test 365 ann * :End of /LINKS list", ":n1.test 364 ann n2.test n1.test :1 Node 2",
               ":n1.test 365 ann n2* :End of /LINKS list", ":n2.test 364 ann n2.test n2.test :0 Node 2",
               ":n2.test 365 ann n2* :End of /LINKS list"});
}

BOOST_AUTO_TEST_CASE(stats_tells_how_long_the_server_has_been_up) {
  net.advance(std::chrono::seconds{5});
  net.settle(1);
  as(ann, "STATS u");
  as(ann, "STATS x");
  as(ann, "STATS");
  expect(ann, {":n1.test 242 ann :Server Up 0 days 0:00:05", ":n1.test 219 ann u :End of /STATS report",
               ":n1.test 219 ann x :End of /STATS report", ":n1.test 461 ann STATS :Not enough parameters"});
}

BOOST_AUTO_TEST_CASE(oper_makes_an_operator) {
  as(ann, "OPER root");
  as(ann, "OPER root wrong");
  as(ann, "OPER nobody secret");
  as(ann, "OPER other word");
  as(ann, "OPER root secret");
  expect(ann, {":n1.test 461 ann OPER :Not enough parameters", ":n1.test 464 ann :Password incorrect",
               ":n1.test 464 ann :Password incorrect", ":ann!~ann@ann.host MODE ann +o",
               ":n1.test 381 ann :You are now an IRC operator", ":n1.test 381 ann :You are now an IRC operator"});
  as(ann, "MODE ann -o");
  expect(ann, {":ann!~ann@ann.host MODE ann -o"});
  as(ann, "KILL bob :x");
  expect(ann, {":n1.test 481 ann :Permission Denied- You're not an IRC operator"});
}

BOOST_AUTO_TEST_CASE(an_operators_password_can_not_be_guessed_on_any_number_of_connections) {
  const std::string no = ":n1.test 464 eve :Password incorrect";
  const std::string not_now = ":n1.test 464 eve :Too many wrong passwords; try again in some seconds";
  const auto guess = [&](const std::string& password) {
    auto& eve = net.join(1, "eve");
    net.send(eve, "OPER root " + password);
    const auto answer = eve.lines.back();
    net.drop(eve, "next one");
    return answer;
  };
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(guess("wrong") == no);
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(guess("wrong") == not_now);
  // Not even the right one: the answer would tell.
  BOOST_TEST(guess("secret") == not_now);
  // Somebody elsewhere has nothing to do with it.
  as(ann, "OPER root secret");
  BOOST_TEST(ann.lines.back() == ":n1.test 381 ann :You are now an IRC operator");
  net.advance(std::chrono::seconds{5});
  BOOST_TEST(guess("wrong") == no);
  BOOST_TEST(guess("secret") == not_now);
  net.advance(std::chrono::seconds{5});
  BOOST_TEST(guess("secret") == ":n1.test 381 eve :You are now an IRC operator");
}

BOOST_AUTO_TEST_CASE(no_operators_no_oper) {
  cluster plain{1};
  auto& dan = plain.join(1, "dan");
  plain.send(dan, "OPER root secret");
  plain.send(dan, "MOTD");
  expect(dan, {":n1.test 491 dan :No O-lines for your host", ":n1.test 422 dan :MOTD File is missing"});
}

BOOST_AUTO_TEST_CASE(operators_kill_users_of_any_node) {
  as(ann, "OPER root secret");
  auto& eve = net.join(2, "eve");
  as(eve, "JOIN #a");
  as(bob, "JOIN #a");
  for (auto* each : {&ann, &bob, &eve})
    each->lines.clear();
  as(ann, "KILL nobody :x");
  as(ann, "KILL eve");
  as(ann, "KILL eve :spam");
  expect(ann, {":n1.test 401 ann nobody :No such nick/channel", ":n1.test 461 ann KILL :Not enough parameters"});
  expect(eve,
         {":ann!~ann@ann.host KILL eve :Killed (ann (spam))", "ERROR :Closing Link: eve.host (Killed (ann (spam)))"});
  BOOST_TEST(eve.closed);
  expect(bob, {":eve!~eve@eve.host QUIT :Killed (ann (spam))"});
  as(ann, "KILL ann :me");
  expect(ann, {":ann!~ann@ann.host KILL ann :Killed (ann (me))", "ERROR :Closing Link: ann.host (Killed (ann (me)))"});
}

BOOST_AUTO_TEST_CASE(wallops_reach_operators) {
  as(ann, "WALLOPS :hello");
  expect(ann, {":n1.test 481 ann :Permission Denied- You're not an IRC operator"});
  as(ann, "OPER root secret");
  as(bob, "OPER root secret");
  ann.lines.clear();
  bob.lines.clear();
  as(ann, "WALLOPS :hello");
  expect(ann, {":ann!~ann@ann.host WALLOPS :hello"});
  expect(bob, {":ann!~ann@ann.host WALLOPS :hello"});
}

BOOST_AUTO_TEST_CASE(help_tells_what_can_be_typed) {
  as(ann, "HELP");
  BOOST_TEST(ann.lines.front() == ":n1.test 704 ann * :HELP COMMAND tells about one of these:");
  BOOST_TEST((ann.lines.at(1).rfind(":n1.test 705 ann * :AWAY INVITE JOIN ", 0) == 0));
  BOOST_TEST((ann.lines.back().rfind(":n1.test 706 ann * :", 0) == 0));
  ann.lines.clear();
  as(ann, "HELP part");
  as(ann, "HELP nonsense");
  expect(ann, {":n1.test 704 ann PART :PART #channel [:text]", ":n1.test 706 ann PART :leaves a channel",
               ":n1.test 524 ann nonsense :No help available on this topic"});
  auto& new_one = net.connect(1, "new");
  as(new_one, "HELP NICK");
  expect(new_one, {":n1.test 704 * NICK :NICK name", ":n1.test 706 * NICK :changes what you are called"});
}

BOOST_AUTO_TEST_CASE(what_is_no_command_is_named) {
  as(ann, "/join #a");
  as(ann, "NOSUCH x");
  as(ann, ":source");
  expect(ann, {":n1.test 421 ann /join :Unknown command", ":n1.test 421 ann NOSUCH :Unknown command"});
}

BOOST_AUTO_TEST_SUITE_END()
