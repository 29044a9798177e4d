#include <cstdint>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

namespace {

struct message_fixture {
  cluster net{2};
  client& ann = net.join(1, "ann");
  client& bob = net.join(2, "bob");
  client& eve = net.join(2, "eve");

  message_fixture() {
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

BOOST_FIXTURE_TEST_SUITE(message_commands, message_fixture)

BOOST_AUTO_TEST_CASE(a_message_reaches_all_members_but_its_sender) {
  auto& cat = net.join(1, "cat");
  as(cat, "JOIN #a");
  forget();
  cat.lines.clear();
  as(ann, "PRIVMSG #A :hello there");
  as(bob, "NOTICE #a :hi");
  expect(ann, {":bob!~bob@bob.host NOTICE #a :hi"});
  expect(bob, {":ann!~ann@ann.host PRIVMSG #a :hello there"});
  expect(cat, {":ann!~ann@ann.host PRIVMSG #a :hello there", ":bob!~bob@bob.host NOTICE #a :hi"});
  expect_nothing(eve);
}

BOOST_AUTO_TEST_CASE(a_message_reaches_a_user) {
  as(ann, "PRIVMSG BOB,ann :psst");
  expect(bob, {":ann!~ann@ann.host PRIVMSG bob :psst"});
  expect(ann, {":ann!~ann@ann.host PRIVMSG ann :psst"});
  as(bob, "AWAY :gone");
  forget();
  as(ann, "PRIVMSG bob :psst");
  as(ann, "NOTICE bob :psst");
  expect(ann, {":n1.test 301 ann bob :gone"});
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_to_all_but_notices) {
  for (const auto* command : {"PRIVMSG", "NOTICE"}) {
    const std::string name{command};
    as(ann, name);
    as(ann, name + " bob");
    as(ann, name + " bob :");
    as(ann, name + " nobody :x");
    as(ann, name + " #none :x");
    as(ann, name + " n1,n2,n3,n4,n5 :x");
  }
  expect(ann, {":n1.test 411 ann :No recipient given (PRIVMSG)", ":n1.test 412 ann :No text to send",
               ":n1.test 412 ann :No text to send", ":n1.test 401 ann nobody :No such nick/channel",
               ":n1.test 403 ann #none :No such channel", ":n1.test 401 ann n1 :No such nick/channel",
               ":n1.test 401 ann n2 :No such nick/channel", ":n1.test 401 ann n3 :No such nick/channel",
               ":n1.test 401 ann n4 :No such nick/channel", ":n1.test 407 ann n5 :Too many targets"});
}

BOOST_AUTO_TEST_CASE(modes_decide_who_may_speak) {
  as(eve, "PRIVMSG #a :outsider");
  expect(eve, {":n2.test 404 eve #a :Cannot send to channel"});
  as(ann, "MODE #a -n");
  as(eve, "PRIVMSG #a :outsider");
  expect_nothing(eve);
  as(ann, "MODE #a +m");
  forget();
  as(bob, "PRIVMSG #a :x");
  as(eve, "NOTICE #a :x");
  expect(bob, {":n2.test 404 bob #a :Cannot send to channel"});
  expect_nothing(eve);
  as(ann, "MODE #a +v bob");
  forget();
  as(bob, "PRIVMSG #a :voiced");
  expect(ann, {":bob!~bob@bob.host PRIVMSG #a :voiced"});
  as(ann, "MODE #a -mv+b bob bob");
  forget();
  as(bob, "PRIVMSG #a :banned");
  expect(bob, {":n2.test 404 bob #a :Cannot send to channel"});
}

BOOST_AUTO_TEST_CASE(a_status_message_reaches_only_those_with_it) {
  auto& cat = net.join(2, "cat");
  as(cat, "JOIN #a");
  as(ann, "MODE #a +v cat");
  forget();
  cat.lines.clear();
  as(bob, "PRIVMSG @#a :operators");
  as(bob, "PRIVMSG +#A :voices");
  expect(ann, {":bob!~bob@bob.host PRIVMSG @#a :operators", ":bob!~bob@bob.host PRIVMSG +#a :voices"});
  expect(cat, {":bob!~bob@bob.host PRIVMSG +#a :voices"});
  expect_nothing(bob);
}

BOOST_AUTO_TEST_CASE(senders_may_have_their_messages_echoed) {
  auto& cat = net.join(1, "cat", "echo-message server-time");
  as(cat, "JOIN #a");
  cat.lines.clear();
  as(cat, "PRIVMSG #a :one");
  as(cat, "PRIVMSG bob :two");
  as(cat, "PRIVMSG @#a :three");
  const std::string time{"@time=2026-01-02T03:04:05.000Z :cat!~cat@cat.host "};
  expect(cat, {time + "PRIVMSG #a :one", time + "PRIVMSG bob :two", time + "PRIVMSG @#a :three"});
}

BOOST_AUTO_TEST_CASE(client_only_tags_are_relayed) {
  auto& cat = net.join(2, "cat", "message-tags");
  auto& dan = net.join(1, "dan", "message-tags echo-message");
  as(cat, "JOIN #a");
  as(dan, "JOIN #a");
  forget();
  cat.lines.clear();
  dan.lines.clear();
  as(dan, "@+typing=active;label=1 TAGMSG #a");
  as(dan, "@+reply=1 PRIVMSG #a :tagged");
  as(dan, "@label=1 TAGMSG #a");
  as(dan, "@+a TAGMSG bob,cat");
  expect(cat, {"@+typing=active :dan!~dan@dan.host TAGMSG #a", "@+reply=1 :dan!~dan@dan.host PRIVMSG #a :tagged",
               "@+a :dan!~dan@dan.host TAGMSG cat"});
  expect(bob, {":dan!~dan@dan.host PRIVMSG #a :tagged"});
  expect(dan, {"@+typing=active :dan!~dan@dan.host TAGMSG #a", "@+reply=1 :dan!~dan@dan.host PRIVMSG #a :tagged",
               "@+a :dan!~dan@dan.host TAGMSG bob", "@+a :dan!~dan@dan.host TAGMSG cat"});
  as(bob, "@+a=b PRIVMSG cat :no capability, no tags");
  expect(cat, {":bob!~bob@bob.host PRIVMSG cat :no capability, no tags"});
  as(dan, "TAGMSG");
  expect(dan, {":n1.test 411 dan :No recipient given (TAGMSG)"});
}

BOOST_AUTO_TEST_CASE(the_time_is_that_of_the_sender) {
  auto& cat = net.join(2, "cat", "server-time");
  as(cat, "JOIN #a");
  cat.lines.clear();
  net.hold = true;
  as(ann, "PRIVMSG #a :early");
  net.advance(std::chrono::milliseconds{1'500});
  net.deliver_all();
  expect(cat, {"@time=2026-01-02T03:04:05.000Z :ann!~ann@ann.host PRIVMSG #a :early"});
}

BOOST_AUTO_TEST_CASE(a_time_that_no_clock_can_show_does_no_harm) {
  auto& cat = net.join(1, "cat", "server-time");
  cat.lines.clear();
  const auto* const from = net.state(2).net().find_nick("bob");
  const auto* const to = net.state(1).net().find_nick("cat");
  BOOST_REQUIRE(from != nullptr);
  for (const auto time : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    chat::state::message_sent said;
    said.from = from->id;
    said.to = to->id;
    said.text = "hello";
    said.time = time;
    net.node(1).from_peer("n2.test", {{{said}}}, net.now());
    net.settle(1);
  }
  expect(cat, {"@time=1970-01-01T00:00:00.000Z :bob!~bob@bob.host PRIVMSG cat :hello",
               "@time=2255-03-14T16:00:00.000Z :bob!~bob@bob.host PRIVMSG cat :hello"});
}

BOOST_AUTO_TEST_SUITE_END()
