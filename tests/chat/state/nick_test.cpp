#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/irc/names.hpp"
#include "troupe/examples/chat/state/user.hpp"
#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

BOOST_AUTO_TEST_SUITE(nick_collisions)

BOOST_AUTO_TEST_CASE(the_earlier_claim_keeps_the_nick) {
  cluster net{3};
  auto& ann = net.join(1, "ann");
  auto& bob = net.join(2, "bob");
  auto& eve = net.join(3, "eve");
  for (auto* each : {&ann, &bob, &eve})
    net.send(*each, "JOIN #a");
  net.hold = true;
  net.send(bob, "NICK same");
  net.advance(std::chrono::milliseconds{1});
  net.send(ann, "NICK Same");
  const auto unique = chat::state::unique_nick(net.state(1).net().find_nick("same")->id);
  for (auto* each : {&ann, &bob, &eve})
    each->lines.clear();
  net.deliver_all();
  expect(ann, {":Same!~ann@ann.host NICK " + unique, ":bob!~bob@bob.host NICK same",
               ":n1.test NOTICE " + unique +
                 " :Your nickname Same is in use elsewhere on the network since before you took it. You are " + unique +
                 " now; choose another one with NICK."});
  expect(bob, {":ann!~ann@ann.host NICK " + unique});
  expect(eve, {":ann!~ann@ann.host NICK Same", ":Same!~ann@ann.host NICK " + unique, ":bob!~bob@bob.host NICK same"});
  for (std::size_t number = 1; number <= 3; ++number)
    BOOST_TEST(net.state(number).net().find_nick("same")->user_name == "~bob");
}

BOOST_AUTO_TEST_CASE(it_is_settled_when_a_split_heals) {
  cluster net{2};
  net.cut(1, 2);
  auto& first = net.join(1, "ann");
  net.advance(std::chrono::milliseconds{1});
  auto& second = net.join(2, "ANN");
  const auto unique = chat::state::unique_nick(net.state(2).net().find_nick("ann")->id);
  net.link(1, 2);
  expect_nothing(first);
  BOOST_REQUIRE(second.lines.size() == 2U);
  BOOST_TEST(second.lines.front() == ":ANN!~ANN@ANN.host NICK " + unique);
  BOOST_TEST(net.state(1).net().find_nick(unique)->user_name == "~ANN");
  // The loser has given up his claim: he does not get the nick back by surprise.
  net.send(first, "QUIT");
  BOOST_TEST(net.state(1).net().find_nick("ann") == nullptr);
  BOOST_TEST(net.state(2).net().find_nick("ann") == nullptr);
  net.send(second, "NICK ann");
  BOOST_TEST(net.state(1).net().find_nick("ann")->user_name == "~ANN");
}

BOOST_AUTO_TEST_CASE(whom_two_others_hear_of_first_does_not_matter) {
  cluster net{3};
  net.cut(1, 2);
  auto& ann = net.join(1, "same");
  net.advance(std::chrono::milliseconds{1});
  net.join(2, "same"); // n1 and n2 don't see each other: only n3 sees both
  BOOST_TEST(net.state(3).net().find_nick("same")->host == "same.host");
  BOOST_TEST(net.state(3).net().users().size() == 2U);
  net.send(ann, "QUIT");
  BOOST_TEST(net.state(3).net().find_nick("same")->id.node == "n2.test"); // for nobody else claims it now
}

BOOST_AUTO_TEST_CASE(unique_nicks_are_nobodys_choice) {
  const auto one = chat::state::unique_nick({"n1.test", 1});
  BOOST_TEST(one.size() == 15U);
  BOOST_TEST(one != chat::state::unique_nick({"n1.test", 2}));
  BOOST_TEST(one != chat::state::unique_nick({"n2.test", 1}));
  BOOST_TEST(!chat::irc::valid_nick(one, chat::irc::limits{}));
}

BOOST_AUTO_TEST_SUITE_END()
