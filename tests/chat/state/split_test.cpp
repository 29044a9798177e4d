#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

namespace {

struct split_fixture {
  cluster net{3};
  client& ann = net.join(1, "ann");
  client& bob = net.join(2, "bob");
  client& cat = net.join(1, "cat", "batch server-time");

  split_fixture() {
    as(ann, "JOIN #a");
    as(bob, "JOIN #a");
    as(cat, "JOIN #a");
    forget();
  }
  void forget() {
    for (auto* each : {&ann, &bob, &cat})
      each->lines.clear();
  }
  void as(client& who, std::string_view line) { net.send(who, line); }
};

const std::string at_start{"@time=2026-01-02T03:04:05.000Z "};

} // namespace

BOOST_FIXTURE_TEST_SUITE(splits, split_fixture)

BOOST_AUTO_TEST_CASE(users_of_a_lost_node_quit) {
  auto& dan = net.join(2, "dan");
  as(dan, "JOIN #a,#b");
  auto& eve = net.join(1, "eve");
  forget();
  net.cut(1, 2);
  expect(ann, {":bob!~bob@bob.host QUIT :n1.test n2.test", ":dan!~dan@dan.host QUIT :n1.test n2.test"});
  expect(cat, {at_start + ":n1.test BATCH +b3 netsplit n1.test n2.test",
               "@batch=b3;time=2026-01-02T03:04:05.000Z :bob!~bob@bob.host QUIT :n1.test n2.test",
               "@batch=b3;time=2026-01-02T03:04:05.000Z :dan!~dan@dan.host QUIT :n1.test n2.test",
               at_start + ":n1.test BATCH -b3"});
  expect_nothing(eve);
  expect(bob, {":ann!~ann@ann.host QUIT :n2.test n1.test", ":cat!~cat@cat.host QUIT :n2.test n1.test"});
  as(ann, "PRIVMSG bob :x");
  expect(ann, {":n1.test 401 ann bob :No such nick/channel"});
}

BOOST_AUTO_TEST_CASE(they_join_again_when_it_heals) {
  as(ann, "MODE #a +v bob");
  net.cut(1, 2);
  as(ann, "TOPIC #a :news");
  forget();
  net.link(1, 2);
  expect(ann, {":bob!~bob@bob.host JOIN #a", ":n2.test MODE #a +v bob"});
  expect(cat, {at_start + ":n1.test BATCH +b4 netjoin n1.test n2.test",
               "@batch=b4;time=2026-01-02T03:04:05.000Z :bob!~bob@bob.host JOIN #a",
               "@batch=b4;time=2026-01-02T03:04:05.000Z :n2.test MODE #a +v bob", at_start + ":n1.test BATCH -b4"});
  expect(bob, {":ann!~ann@ann.host JOIN #a", ":cat!~cat@cat.host JOIN #a", ":n1.test MODE #a +o ann",
               ":n1.test TOPIC #a :news"});
}

BOOST_AUTO_TEST_CASE(what_is_said_while_the_other_side_is_still_being_told_of_arrives) {
  net.cut(1, 2);
  net.hold = true;
  net.link(1, 2);
  // n2 knows who is on n1, and n1 has not heard of bob yet.
  while (net.deliver(1, 2))
    continue;
  forget();
  as(ann, "PRIVMSG #a :hello");
  net.deliver_all();
  net.hold = false;
  BOOST_TEST((std::count(bob.lines.begin(), bob.lines.end(), ":ann!~ann@ann.host PRIVMSG #a :hello") == 1));
}

BOOST_AUTO_TEST_CASE(both_sides_keep_what_they_changed_last) {
  net.cut(1, 2);
  as(ann, "MODE #a +m");
  as(ann, "TOPIC #a :first");
  auto& dan = net.join(2, "dan");
  as(dan, "JOIN #z");
  net.advance(std::chrono::milliseconds{5});
  as(ann, "TOPIC #a :second");
  as(ann, "MODE #a +l 9");
  net.link(1, 2);
  bob.lines.clear();
  as(bob, "MODE #a");
  as(bob, "TOPIC #a");
  expect(bob, {":n2.test 324 bob #a +mntl 9", ":n2.test 329 bob #a 1767323045", ":n2.test 332 bob #a :second",
               ":n2.test 333 bob #a ann!~ann@ann.host 1767323045"});
}

BOOST_AUTO_TEST_CASE(the_older_channel_wins_when_a_split_heals) {
  net.cut(1, 2);
  as(bob, "PART #a");
  net.advance(std::chrono::seconds{1});
  as(bob, "JOIN #A"); // a new one, on his side
  as(bob, "MODE #a +ib-t x");
  as(bob, "TOPIC #a :mine");
  forget();
  net.link(1, 2);
  expect(bob, {":ann!~ann@ann.host JOIN #a", ":cat!~cat@cat.host JOIN #a", ":n1.test MODE #a -ibo+to x!*@* bob ann",
               ":n1.test TOPIC #a :"});
  expect(ann, {":bob!~bob@bob.host JOIN #a"});
  as(bob, "MODE #a");
  expect(bob, {":n2.test 324 bob #a +nt", ":n2.test 329 bob #a 1767323045"});
}

BOOST_AUTO_TEST_CASE(the_younger_side_stays_with_the_older_channel) {
  net.cut(1, 2);
  as(bob, "PART #a");
  net.advance(std::chrono::seconds{1});
  as(bob, "JOIN #a");
  as(ann, "MODE #a +k key");
  net.link(1, 2);
  as(ann, "PART #a");
  as(cat, "PART #a");
  bob.lines.clear();
  as(bob, "MODE #a");
  expect(bob, {":n2.test 324 bob #a +ntk key", ":n2.test 329 bob #a 1767323045"});
}

BOOST_AUTO_TEST_CASE(channels_created_at_once_become_one) {
  auto& dan = net.join(2, "dan");
  auto& eve = net.join(1, "eve");
  net.hold = true;
  as(eve, "JOIN #New"); // the same time: the node's name decides
  as(dan, "JOIN #new");
  eve.lines.clear();
  dan.lines.clear();
  net.deliver_all();
  expect(eve, {":dan!~dan@dan.host JOIN #New"});
  expect(dan, {":eve!~eve@eve.host JOIN #New", ":n1.test MODE #New -o+o dan eve"});
  as(dan, "NAMES #new");
  expect(dan, {":n2.test 353 dan = #New :dan @eve", ":n2.test 366 dan #New :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(a_dead_nodes_last_words_reach_all) {
  auto& dan = net.join(3, "dan");
  as(dan, "JOIN #a");
  as(ann, "MODE #a +o bob");
  net.hold = true;
  as(bob, "TOPIC #a :last words");
  net.deliver(2, 3); // but not to n1
  net.restart(2);
  net.deliver_all();
  ann.lines.clear();
  as(ann, "TOPIC #a");
  BOOST_TEST(ann.lines.front() == ":n1.test 332 ann #a :last words");
}

BOOST_AUTO_TEST_CASE(status_given_on_a_faster_link_waits_for_the_member) {
  auto& dan = net.join(3, "dan");
  net.hold = true;
  as(dan, "JOIN #a");
  net.deliver(3, 1);
  as(ann, "MODE #a +v dan");
  bob.lines.clear();
  net.deliver(1, 2);
  expect_nothing(bob);
  net.deliver(3, 2);
  expect(bob, {":dan!~dan@dan.host JOIN #a", ":n3.test MODE #a +v dan"});
}

BOOST_AUTO_TEST_CASE(a_status_outlives_a_split_though_its_users_node_never_heard_of_it) {
  auto& dan = net.join(3, "dan");
  as(dan, "JOIN #a");
  net.hold = true;
  as(ann, "MODE #a +v bob");
  net.deliver(1, 3); // but not to n2
  net.cut(1, 2);
  net.cut(2, 3);
  net.link(2, 3);
  net.deliver_all();
  net.link(1, 2);
  net.deliver_all();
  for (std::size_t number = 1; number <= 3; ++number) {
    const auto& known = net.state(number).net();
    BOOST_TEST(known.find_channel("#a")->find(*known.find_nick("bob"))->voice);
  }
}

BOOST_AUTO_TEST_CASE(a_request_for_a_membership_that_is_over_does_nothing) {
  net.hold = true;
  as(ann, "KICK #a bob :out");
  as(bob, "PART #a");
  as(bob, "JOIN #a");
  bob.lines.clear();
  net.deliver_all();
  expect_nothing(bob);
  BOOST_TEST(net.state(1).net().find_channel("#a")->members().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_restarted_node_starts_with_nothing_and_learns_all) {
  net.restart(2);
  expect(ann, {":bob!~bob@bob.host QUIT :n1.test n2.test"});
  net.link(1, 2);
  net.link(2, 3);
  auto& eve = net.join(2, "eve");
  as(eve, "JOIN #a");
  expect(eve, {":eve!~eve@eve.host JOIN #a", ":n2.test 353 eve = #a :@ann cat eve",
               ":n2.test 366 eve #a :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(events_from_a_node_that_is_not_linked_are_ignored) {
  chat::state::event_batch batch;
  batch.events.push_back({chat::state::user_quit{net.state(2).net().find_nick("ann")->id, "x"}});
  net.node(1).from_peer("stranger.test", batch, net.now());
  net.node(2).from_peer("n3.test", batch, net.now()); // n3 doesn't speak for n1's users
  BOOST_TEST(net.node(1).take_effects().empty());
  BOOST_TEST(net.node(2).take_effects().empty());
  BOOST_TEST(net.state(2).net().find_nick("ann"));
}

BOOST_AUTO_TEST_CASE(a_node_of_the_own_name_is_no_peer) {
  net.node(1).peer_up("n1.test", net.now());
  const auto effects = net.node(1).take_effects();
  BOOST_TEST(effects.peer_messages.empty());
  BOOST_REQUIRE(effects.log.size() == 1U);
  BOOST_TEST((effects.log[0].level == chat::state::log_level::error));
}

BOOST_AUTO_TEST_CASE(a_node_of_another_protocol_is_named) {
  chat::state::event_batch batch;
  batch.events.push_back({chat::state::hello{99, "", 0, {}}});
  net.node(1).from_peer("n2.test", batch, net.now());
  const auto effects = net.node(1).take_effects();
  BOOST_REQUIRE(effects.log.size() == 1U);
  BOOST_TEST(effects.log[0].text == "n2.test speaks another protocol: 99");
}

BOOST_AUTO_TEST_CASE(a_link_that_comes_up_twice_is_a_new_one) {
  net.link(1, 2);
  expect(ann, {":bob!~bob@bob.host QUIT :n1.test n2.test", ":bob!~bob@bob.host JOIN #a"});
}

BOOST_AUTO_TEST_CASE(what_a_lost_node_was_asked_is_answered_by_the_asker_s) {
  net.hold = true;
  net.send(ann, "WHOIS bob");
  net.send(ann, "VERSION n2.test");
  expect_nothing(ann);
  net.cut(1, 2);
  BOOST_REQUIRE(ann.lines.size() >= 3U);
  const std::vector<std::string> last(ann.lines.end() - 3, ann.lines.end());
  const std::vector<std::string> wanted{":n1.test 402 ann n2.test :No such server",
                                        ":n1.test 318 ann bob :End of /WHOIS list",
                                        ":n1.test 402 ann n2.test :No such server"};
  BOOST_TEST(last == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_was_answered_is_not_answered_again) {
  net.send(ann, "WHOIS bob");
  net.send(ann, "TIME n2.test");
  ann.lines.clear();
  net.cut(1, 2);
  for (const auto& line : ann.lines)
    BOOST_TEST((line.find(" 402 ") == std::string::npos), line);
}

BOOST_AUTO_TEST_SUITE_END()
