#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

namespace {

struct mode_fixture {
  cluster net{2};
  client& ann = net.join(1, "ann");
  client& bob = net.join(2, "bob");
  client& eve = net.join(2, "eve");

  mode_fixture() {
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

BOOST_FIXTURE_TEST_SUITE(mode_command, mode_fixture)

BOOST_AUTO_TEST_CASE(modes_are_set_everywhere) {
  as(ann, "MODE #a +im-t+kl secret 10");
  expect(ann, {":ann!~ann@ann.host MODE #a +im-t+kl secret 10"});
  expect(bob, {":ann!~ann@ann.host MODE #a +im-t+kl secret 10"});
  as(bob, "MODE #A");
  expect(bob, {":n2.test 324 bob #a +imnkl secret 10", ":n2.test 329 bob #a 1767323045"});
  as(eve, "MODE #a");
  expect(eve, {":n2.test 324 eve #a +imnkl * 10", ":n2.test 329 eve #a 1767323045"});
  as(ann, "MODE #a -k wrong");
  as(ann, "MODE #a -l");
  expect(bob, {":ann!~ann@ann.host MODE #a -k *", ":ann!~ann@ann.host MODE #a -l"});
}

BOOST_AUTO_TEST_CASE(what_is_so_already_is_not_repeated) {
  as(ann, "MODE #a +nt-i");
  as(ann, "MODE #a -k x");
  as(ann, "MODE #a +o ann");
  as(ann, "MODE #a -b x");
  as(ann, "MODE #a +i-i+i");
  expect(ann, {":ann!~ann@ann.host MODE #a +i-i+i"});
}

BOOST_AUTO_TEST_CASE(status_is_given_and_taken) {
  as(ann, "MODE #a +ov BOB bob");
  expect(bob, {":ann!~ann@ann.host MODE #a +ov bob bob"});
  as(bob, "MODE #a -o ann");
  expect(ann, {":ann!~ann@ann.host MODE #a +ov bob bob", ":bob!~bob@bob.host MODE #a -o ann"});
  as(ann, "MODE #a +v ann");
  expect(ann, {":n1.test 482 ann #a :You're not channel operator"});
  bob.lines.clear();
  as(bob, "NAMES #a");
  expect(bob, {":n2.test 353 bob = #a :ann @bob", ":n2.test 366 bob #a :End of /NAMES list"});
  auto& multi = net.join(1, "multi", "multi-prefix userhost-in-names");
  as(multi, "NAMES #a");
  expect(multi, {":n1.test 353 multi = #a :ann!~ann@ann.host @+bob!~bob@bob.host",
                 ":n1.test 366 multi #a :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(status_ends_with_the_membership) {
  as(ann, "MODE #a +o bob");
  as(bob, "PART #a");
  as(bob, "JOIN #a");
  bob.lines.clear();
  as(bob, "MODE #a +m");
  expect(bob, {":n2.test 482 bob #a :You're not channel operator"});
}

BOOST_AUTO_TEST_CASE(bans_are_listed) {
  as(ann, "MODE #a +bb Bad *@Host.example");
  expect(bob, {":ann!~ann@ann.host MODE #a +bb Bad!*@* *!*@Host.example"});
  as(bob, "MODE #a b");
  expect(bob,
         {":n2.test 367 bob #a *!*@Host.example ann!~ann@ann.host 1767323045",
          ":n2.test 367 bob #a Bad!*@* ann!~ann@ann.host 1767323045", ":n2.test 368 bob #a :End of channel ban list"});
  as(ann, "MODE #a -b bad!*@*");
  expect(bob, {":ann!~ann@ann.host MODE #a -b Bad!*@*"});
  as(eve, "MODE #a +b");
  expect(eve, {":n2.test 367 eve #a *!*@Host.example ann!~ann@ann.host 1767323045",
               ":n2.test 368 eve #a :End of channel ban list"});
}

BOOST_AUTO_TEST_CASE(a_ban_list_is_full_at_its_limit) {
  auto options = cluster::defaults();
  options.limits.list_entries = 2;
  cluster few{1, options};
  auto& dan = few.join(1, "dan");
  few.send(dan, "JOIN #a");
  dan.lines.clear();
  few.send(dan, "MODE #a +bbb a b c");
  few.send(dan, "MODE #a -b+b a c");
  expect(dan, {":n1.test 478 dan #a c!*@* :Channel list is full", ":dan!~dan@dan.host MODE #a +bb a!*@* b!*@*",
               ":dan!~dan@dan.host MODE #a -b+b a!*@* c!*@*"});
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said) {
  as(ann, "MODE");
  as(ann, "MODE #none +i");
  as(ann, "MODE #a +Q");
  as(ann, "MODE #a +l x");
  as(ann, "MODE #a +k a,b");
  as(ann, "MODE #a +o nobody");
  as(ann, "MODE #a +o eve");
  as(eve, "MODE #a +i");
  as(bob, "MODE #a +i");
  expect(ann,
         {":n1.test 461 ann MODE :Not enough parameters", ":n1.test 403 ann #none :No such channel",
          ":n1.test 472 ann Q :is unknown mode char to me", ":n1.test 696 ann #a l x :Limit is not a positive number",
          ":n1.test 696 ann #a k a,b :Key is not well-formed", ":n1.test 401 ann nobody :No such nick/channel",
          ":n1.test 441 ann eve #a :They aren't on that channel"});
  expect(eve, {":n2.test 442 eve #a :You're not on that channel"});
  expect(bob, {":n2.test 482 bob #a :You're not channel operator"});
}

BOOST_AUTO_TEST_CASE(user_modes_are_ones_own) {
  as(ann, "MODE ann");
  as(ann, "MODE Ann +i");
  as(ann, "MODE ann");
  as(ann, "MODE ann +o");
  as(ann, "MODE ann -i+x");
  as(ann, "MODE bob");
  as(ann, "MODE nobody");
  expect(ann, {":n1.test 221 ann +", ":ann!~ann@ann.host MODE ann +i", ":n1.test 221 ann +i",
               ":n1.test 501 ann :Unknown MODE flag", ":ann!~ann@ann.host MODE ann -i",
               ":n1.test 502 ann :Can't change mode for other users", ":n1.test 401 ann nobody :No such nick/channel"});
}

BOOST_AUTO_TEST_SUITE_END()
