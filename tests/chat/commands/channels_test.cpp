#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

namespace {

/// Ann on n1 has created #a; bob on n2 is on it.
struct two_on_a_channel {
  cluster net{2};
  client& ann = net.join(1, "ann");
  client& bob = net.join(2, "bob");
  client& eve = net.join(2, "eve");

  two_on_a_channel() {
    net.send(ann, "JOIN #a");
    net.send(bob, "JOIN #a");
    forget();
  }
  void forget() {
    for (auto* each : {&ann, &bob, &eve})
      each->lines.clear();
  }
  void as(client& who, std::string_view line) { net.send(who, line); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(channel_commands, two_on_a_channel)

BOOST_AUTO_TEST_CASE(join_shows_topic_and_names) {
  as(ann, "TOPIC #a :Hello");
  forget();
  as(eve, "join #A");
  expect(eve, {":eve!~eve@eve.host JOIN #a", ":n2.test 332 eve #a :Hello",
               ":n2.test 333 eve #a ann!~ann@ann.host 1767323045", ":n2.test 353 eve = #a :@ann bob eve",
               ":n2.test 366 eve #a :End of /NAMES list"});
  expect(ann, {":eve!~eve@eve.host JOIN #a"});
  expect(bob, {":eve!~eve@eve.host JOIN #a"});
  as(eve, "JOIN #a");
  expect_nothing(eve);
}

BOOST_AUTO_TEST_CASE(the_first_member_is_operator) {
  as(eve, "JOIN #New");
  expect(eve, {":eve!~eve@eve.host JOIN #New", ":n2.test 353 eve = #New :@eve",
               ":n2.test 366 eve #New :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(join_refuses_names_that_are_none) {
  as(eve, "JOIN");
  as(eve, "JOIN a");
  as(eve, "JOIN #a\x07z");
  as(eve, "JOIN #" + std::string(50, 'x'));
  expect(eve, {":n2.test 461 eve JOIN :Not enough parameters", ":n2.test 403 eve a :No such channel",
               ":n2.test 403 eve #a\x07z :No such channel",
               ":n2.test 403 eve #" + std::string(50, 'x') + " :No such channel"});
}

BOOST_AUTO_TEST_CASE(join_takes_lists_of_channels_and_keys) {
  as(ann, "MODE #a +k secret");
  as(ann, "JOIN #b");
  as(ann, "MODE #b +k other");
  forget();
  as(eve, "JOIN #a,#b,#c wrong,other");
  expect(eve, {":n2.test 475 eve #a :Cannot join channel (+k)", ":eve!~eve@eve.host JOIN #b",
               ":n2.test 353 eve = #b :@ann eve", ":n2.test 366 eve #b :End of /NAMES list",
               ":eve!~eve@eve.host JOIN #c", ":n2.test 353 eve = #c :@eve", ":n2.test 366 eve #c :End of /NAMES list"});
  as(eve, "JOIN #a secret");
  BOOST_TEST(eve.lines.front() == ":eve!~eve@eve.host JOIN #a");
}

BOOST_AUTO_TEST_CASE(join_is_refused_by_modes) {
  as(ann, "MODE #a +i");
  as(eve, "JOIN #a");
  as(ann, "MODE #a -i+l 2");
  as(eve, "JOIN #a");
  as(ann, "MODE #a -l+b *!*@eve.*");
  as(eve, "JOIN #a");
  expect(eve, {":n2.test 473 eve #a :Cannot join channel (+i)", ":n2.test 471 eve #a :Cannot join channel (+l)",
               ":n2.test 474 eve #a :Cannot join channel (+b)"});
}

BOOST_AUTO_TEST_CASE(an_operators_invitation_overrides_modes_once) {
  as(ann, "MODE #a +iklb key 1 eve");
  forget();
  as(ann, "INVITE eve #A");
  expect(ann, {":n1.test 341 ann eve #a"});
  expect(eve, {":ann!~ann@ann.host INVITE eve #a"});
  as(eve, "INVITE");
  expect(eve, {":n2.test 336 eve #a", ":n2.test 337 eve :End of /INVITE list"});
  as(eve, "JOIN #a");
  BOOST_TEST(eve.lines.front() == ":eve!~eve@eve.host JOIN #a");
  as(eve, "PART #a");
  eve.lines.clear();
  as(eve, "JOIN #a key");
  as(eve, "INVITE");
  expect(eve, {":n2.test 473 eve #a :Cannot join channel (+i)", ":n2.test 337 eve :End of /INVITE list"});
}

BOOST_AUTO_TEST_CASE(a_members_invitation_overrides_nothing) {
  as(ann, "MODE #a +k key");
  forget();
  as(bob, "INVITE eve #a");
  expect(bob, {":n2.test 341 bob eve #a"});
  expect(eve, {":bob!~bob@bob.host INVITE eve #a"});
  as(eve, "JOIN #a");
  expect(eve, {":n2.test 475 eve #a :Cannot join channel (+k)"});
}

BOOST_AUTO_TEST_CASE(invite_says_what_is_wrong) {
  as(ann, "MODE #a +i");
  as(eve, "AWAY :at lunch");
  forget();
  as(ann, "INVITE eve");
  as(ann, "INVITE nobody #a");
  as(ann, "INVITE eve #none");
  as(ann, "INVITE bob #a");
  as(bob, "INVITE eve #a");
  as(eve, "INVITE ann #a");
  expect(ann, {":n1.test 461 ann INVITE :Not enough parameters", ":n1.test 401 ann nobody :No such nick/channel",
               ":n1.test 403 ann #none :No such channel", ":n1.test 443 ann bob #a :is already on channel"});
  expect(bob, {":n2.test 482 bob #a :You're not channel operator"});
  expect(eve, {":n2.test 442 eve #a :You're not on that channel"});
  as(ann, "INVITE eve #a");
  expect(ann, {":n1.test 341 ann eve #a", ":n1.test 301 ann eve :at lunch"});
}

BOOST_AUTO_TEST_CASE(invite_notify_tells_the_other_operators) {
  auto& op = net.join(2, "op", "invite-notify");
  auto& member = net.join(2, "member", "invite-notify");
  as(op, "JOIN #a");
  as(member, "JOIN #a");
  as(ann, "MODE #a +o op");
  op.lines.clear();
  member.lines.clear();
  as(ann, "INVITE eve #a");
  expect(op, {":ann!~ann@ann.host INVITE eve #a"});
  expect_nothing(member);
}

BOOST_AUTO_TEST_CASE(a_user_may_be_on_so_many_channels) {
  auto options = cluster::defaults();
  options.limits.channels = 2;
  cluster few{1, options};
  auto& dan = few.join(1, "dan");
  few.send(dan, "JOIN #a,#b,#c");
  BOOST_TEST(dan.lines.back() == ":n1.test 405 dan #c :You have joined too many channels");
}

BOOST_AUTO_TEST_CASE(part_leaves) {
  as(bob, "PART #a :good night");
  expect(ann, {":bob!~bob@bob.host PART #a :good night"});
  expect(bob, {":bob!~bob@bob.host PART #a :good night"});
  as(ann, "PART #A");
  expect(ann, {":ann!~ann@ann.host PART #a"});
  as(ann, "PART #a,#b");
  as(ann, "PART");
  expect(ann, {":n1.test 403 ann #a :No such channel", ":n1.test 403 ann #b :No such channel",
               ":n1.test 461 ann PART :Not enough parameters"});
  as(bob, "JOIN #c");
  as(ann, "PART #c");
  expect(ann, {":n1.test 442 ann #c :You're not on that channel"});
}

BOOST_AUTO_TEST_CASE(join_0_leaves_all) {
  as(bob, "JOIN #b");
  forget();
  as(bob, "JOIN 0");
  expect(bob, {":bob!~bob@bob.host PART #b :Left all channels", ":bob!~bob@bob.host PART #a :Left all channels"});
  expect(ann, {":bob!~bob@bob.host PART #a :Left all channels"});
}

BOOST_AUTO_TEST_CASE(an_empty_channel_begins_anew) {
  as(ann, "MODE #a +m");
  as(ann, "TOPIC #a :old");
  as(ann, "PART #a");
  as(bob, "PART #a");
  forget();
  net.advance(std::chrono::milliseconds{10});
  as(bob, "JOIN #A");
  as(bob, "MODE #a");
  expect(bob, {":bob!~bob@bob.host JOIN #A", ":n2.test 353 bob = #A :@bob", ":n2.test 366 bob #A :End of /NAMES list",
               ":n2.test 324 bob #A +nt", ":n2.test 329 bob #A 1767323045"});
}

BOOST_AUTO_TEST_CASE(kick_removes_users_of_any_node) {
  as(ann, "KICK #a bob :enough");
  expect(ann, {":ann!~ann@ann.host KICK #a bob :enough"});
  expect(bob, {":ann!~ann@ann.host KICK #a bob :enough"});
  as(bob, "JOIN #a");
  as(eve, "JOIN #a");
  forget();
  as(ann, "KICK #a bob,eve");
  expect(eve, {":ann!~ann@ann.host KICK #a bob :ann", ":ann!~ann@ann.host KICK #a eve :ann"});
  expect(bob, {":ann!~ann@ann.host KICK #a bob :ann"});
}

BOOST_AUTO_TEST_CASE(kick_says_what_is_wrong) {
  as(ann, "KICK #a");
  as(ann, "KICK #b bob");
  as(ann, "KICK #a nobody");
  as(ann, "KICK #a eve");
  as(ann, "KICK #a,#b,#c bob,eve");
  as(bob, "KICK #a ann");
  as(eve, "KICK #a ann");
  expect(ann, {":n1.test 461 ann KICK :Not enough parameters", ":n1.test 403 ann #b :No such channel",
               ":n1.test 401 ann nobody :No such nick/channel", ":n1.test 441 ann eve #a :They aren't on that channel",
               ":n1.test 461 ann KICK :Not enough parameters"});
  expect(bob, {":n2.test 482 bob #a :You're not channel operator"});
  expect(eve, {":n2.test 442 eve #a :You're not on that channel"});
  as(ann, "KICK #a x,x,x,x,bob");
  BOOST_TEST(ann.lines.back() == ":n1.test 407 ann bob :Too many targets");
}

BOOST_AUTO_TEST_CASE(topic_is_shown_and_set) {
  as(bob, "TOPIC #a");
  expect(bob, {":n2.test 331 bob #a :No topic is set"});
  as(bob, "TOPIC #a :mine");
  expect(bob, {":n2.test 482 bob #a :You're not channel operator"});
  as(ann, "TOPIC #a :ours");
  expect(ann, {":ann!~ann@ann.host TOPIC #a :ours"});
  expect(bob, {":ann!~ann@ann.host TOPIC #a :ours"});
  as(eve, "TOPIC #a");
  expect(eve, {":n2.test 332 eve #a :ours", ":n2.test 333 eve #a ann!~ann@ann.host 1767323045"});
  as(ann, "MODE #a -t");
  forget();
  as(bob, "TOPIC #a :");
  expect(ann, {":bob!~bob@bob.host TOPIC #a :"});
  forget();
  as(eve, "TOPIC #a :x");
  as(eve, "TOPIC #none");
  as(eve, "TOPIC");
  as(eve, "TOPIC #a");
  expect(eve, {":n2.test 442 eve #a :You're not on that channel", ":n2.test 403 eve #none :No such channel",
               ":n2.test 461 eve TOPIC :Not enough parameters", ":n2.test 331 eve #a :No topic is set"});
}

BOOST_AUTO_TEST_CASE(a_secret_channel_does_not_exist_for_outsiders) {
  as(ann, "MODE #a +s");
  forget();
  as(eve, "TOPIC #a");
  as(eve, "MODE #a");
  as(eve, "NAMES #a");
  as(eve, "LIST");
  as(eve, "WHO #a");
  as(eve, "PART #a");
  as(eve, "PRIVMSG #a :hello");
  as(eve, "WHOIS bob");
  expect(eve,
         {":n2.test 403 eve #a :No such channel", ":n2.test 403 eve #a :No such channel",
          ":n2.test 366 eve #a :End of /NAMES list", ":n2.test 321 eve Channel :Users  Name",
          ":n2.test 323 eve :End of /LIST", ":n2.test 315 eve #a :End of WHO list",
          ":n2.test 403 eve #a :No such channel", ":n2.test 403 eve #a :No such channel",
          ":n2.test 311 eve bob ~bob bob.host * :Real bob", ":n2.test 312 eve bob n2.test :Node 2",
          ":n2.test 317 eve bob 0 1767323045 :seconds idle, signon time", ":n2.test 318 eve bob :End of /WHOIS list"});
  as(bob, "NAMES #a");
  expect(bob, {":n2.test 353 bob @ #a :@ann bob", ":n2.test 366 bob #a :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(extended_join_and_away_notify) {
  auto& full = net.join(1, "full", "extended-join away-notify");
  as(full, "JOIN #a");
  full.lines.clear();
  ann.lines.clear();
  as(eve, "AWAY :at lunch");
  as(eve, "JOIN #a");
  expect(full, {":eve!~eve@eve.host JOIN #a * :Real eve", ":eve!~eve@eve.host AWAY :at lunch"});
  expect(ann, {":eve!~eve@eve.host JOIN #a"});
}

BOOST_AUTO_TEST_SUITE_END()
