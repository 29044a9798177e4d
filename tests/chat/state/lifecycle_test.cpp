#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;
using std::chrono::milliseconds;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(session_lifecycle)

BOOST_AUTO_TEST_CASE(silent_clients_are_asked_and_then_sent_off) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  net.advance(seconds{119});
  expect_nothing(ann);
  net.advance(seconds{1});
  expect(ann, {"PING :n1.test"});
  net.advance(seconds{59});
  BOOST_TEST(!ann.closed);
  net.advance(seconds{1});
  expect(ann, {"ERROR :Closing Link: ann.host (Ping timeout: 180 seconds)"});
  BOOST_TEST(ann.closed);
}

BOOST_AUTO_TEST_CASE(a_node_that_stood_still_gives_its_clients_time_to_answer) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  const auto tick_at = [&](std::chrono::seconds after) {
    net.node(1).tick(net.now() + after);
    net.settle(1);
  };
  tick_at(seconds{3600});
  expect(ann, {"PING :n1.test"});
  tick_at(seconds{3659});
  BOOST_TEST(!ann.closed);
  tick_at(seconds{3660});
  expect(ann, {"ERROR :Closing Link: ann.host (Ping timeout: 3660 seconds)"});
  BOOST_TEST(ann.closed);
}

BOOST_AUTO_TEST_CASE(one_address_has_only_so_many_clients) {
  auto options = cluster::defaults();
  options.limits.clients_per_address = 2;
  cluster net{2, options};
  auto& first = net.connect(1, "ann");
  auto& second = net.connect(1, "ann");
  auto& third = net.connect(1, "ann");
  expect(third, {"ERROR :Closing Link: ann.host (Too many clients from your address)"});
  BOOST_TEST(third.closed);
  BOOST_TEST(!first.closed);
  BOOST_TEST(!second.closed);
  // Nobody else is concerned, nor another node.
  BOOST_TEST(!net.connect(1, "bob").closed);
  BOOST_TEST(!net.connect(2, "ann").closed);
  net.drop(first, "gone");
  BOOST_TEST(!net.connect(1, "ann").closed);
  BOOST_TEST(net.connect(1, "ann").closed);
}

BOOST_AUTO_TEST_CASE(whoever_answers_stays) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  for (int i = 0; i < 5; ++i) {
    net.advance(seconds{120});
    expect(ann, {"PING :n1.test"});
    net.send(ann, "PONG n1.test");
  }
  BOOST_TEST(!ann.closed);
}

BOOST_AUTO_TEST_CASE(whoever_talks_is_not_asked) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  for (int i = 0; i < 5; ++i) {
    net.advance(seconds{100});
    net.send(ann, "PONG");
  }
  expect_nothing(ann);
}

BOOST_AUTO_TEST_CASE(registration_takes_only_so_long) {
  cluster net{1};
  auto& ann = net.connect(1, "ann");
  net.advance(seconds{59});
  net.send(ann, "NICK ann");
  net.advance(seconds{1});
  expect(ann, {"ERROR :Closing Link: ann.host (Registration timed out)"});
  BOOST_TEST(ann.closed);
}

BOOST_AUTO_TEST_CASE(fast_clients_wait) {
  auto options = cluster::defaults();
  options.limits.flood_burst = 4;
  cluster net{1, options};
  auto& bob = net.join(1, "bob");
  auto& ann = net.join(1, "ann"); // two lines
  for (int i = 1; i <= 6; ++i)
    net.send(ann, "PRIVMSG bob :" + std::to_string(i));
  const std::string head{":ann!~ann@ann.host PRIVMSG bob :"};
  expect(bob, {head + "1", head + "2"});
  net.advance(seconds{1});
  expect(bob, {head + "3"});
  net.advance(seconds{10});
  expect(bob, {head + "4", head + "5", head + "6"});
}

BOOST_AUTO_TEST_CASE(a_flood_ends_the_session) {
  auto options = cluster::defaults();
  options.limits.flood_burst = 4;
  options.limits.flood_queue_bytes = 1'000;
  cluster net{1, options};
  auto& ann = net.join(1, "ann");
  const std::string line = "PRIVMSG ann :" + std::string(200, 'x');
  for (int i = 0; i < 10 && !ann.closed; ++i)
    net.send(ann, line);
  BOOST_TEST(ann.closed);
  BOOST_TEST(ann.lines.back() == "ERROR :Closing Link: ann.host (Excess Flood)");
}

BOOST_AUTO_TEST_CASE(a_flood_of_lines_with_nothing_in_them_is_one_too) {
  auto options = cluster::defaults();
  options.limits.flood_burst = 4;
  options.limits.flood_queue_bytes = 16'384;
  cluster net{1, options};
  auto& ann = net.join(1, "ann");
  for (int i = 0; i < 1'000 && !ann.closed; ++i)
    net.send(ann, "");
  BOOST_TEST(ann.closed);
  BOOST_TEST(ann.lines.back() == "ERROR :Closing Link: ann.host (Excess Flood)");
}

BOOST_AUTO_TEST_CASE(operators_may_be_fast) {
  auto options = cluster::defaults();
  options.limits.flood_burst = 4;
  options.operators = {{"root", "x"}};
  cluster net{1, options};
  auto& ann = net.join(1, "ann");
  net.send(ann, "OPER root x");
  ann.lines.clear();
  for (int i = 0; i < 20; ++i)
    net.send(ann, "PING x");
  BOOST_TEST(ann.lines.size() == 20U);
}

BOOST_AUTO_TEST_CASE(the_transport_may_end_a_session) {
  cluster net{2};
  auto& ann = net.join(1, "ann");
  auto& bob = net.join(2, "bob");
  net.send(ann, "JOIN #a");
  net.send(bob, "JOIN #a");
  ann.lines.clear();
  bob.lines.clear();
  net.node(1).disconnect(ann.id, "SendQ exceeded", net.now());
  net.settle(1);
  expect(ann, {"ERROR :Closing Link: ann.host (SendQ exceeded)"});
  BOOST_TEST(ann.closed);
  expect(bob, {":ann!~ann@ann.host QUIT :SendQ exceeded"});
  net.node(1).disconnected(ann.id, "again", net.now());
  net.node(1).line(ann.id, "PING x", net.now());
  net.node(1).line_too_long(ann.id, net.now());
  net.node(1).disconnect(ann.id, "again", net.now());
  BOOST_TEST(net.node(1).take_effects().empty());
}

BOOST_AUTO_TEST_CASE(shutdown_sends_everybody_off) {
  cluster net{2};
  auto& ann = net.join(1, "ann");
  auto& raw = net.connect(1, "raw");
  auto& bob = net.join(2, "bob");
  net.send(ann, "JOIN #a");
  net.send(bob, "JOIN #a");
  ann.lines.clear();
  bob.lines.clear();
  net.node(1).shutdown("Server is going down", net.now());
  net.settle(1);
  expect(ann, {"ERROR :Closing Link: ann.host (Server is going down)"});
  expect(raw, {"ERROR :Closing Link: raw.host (Server is going down)"});
  BOOST_TEST((ann.closed && raw.closed));
  expect(bob, {":ann!~ann@ann.host QUIT :Server is going down"});
  auto& late = net.connect(1, "late");
  expect(late, {"ERROR :Closing Link: late.host (Server is shutting down)"});
  BOOST_TEST(late.closed);
}

BOOST_AUTO_TEST_CASE(empty_channels_are_forgotten) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  net.send(ann, "JOIN #a");
  net.send(ann, "PART #a");
  BOOST_TEST(net.state(1).net().channels().size() == 1U);
  net.advance(std::chrono::minutes{7});
  BOOST_TEST(net.state(1).net().channels().empty());
}

BOOST_AUTO_TEST_CASE(channels_with_members_are_kept) {
  cluster net{1};
  auto& ann = net.join(1, "ann");
  net.send(ann, "JOIN #a");
  net.send(ann, "MODE #a +k key");
  for (int i = 0; i < 20; ++i) {
    net.advance(seconds{60});
    net.send(ann, "PONG");
  }
  BOOST_TEST(net.state(1).net().find_channel("#a")->facts().value('k') == "key");
}

BOOST_AUTO_TEST_CASE(the_log_has_no_secrets) {
  auto options = cluster::defaults();
  options.operators = {{"root", "secret"}};
  cluster net{1, options};
  auto& ann = net.join(1, "ann");
  net.send(ann, "OPER root wrong");
  BOOST_REQUIRE(net.log.size() == 1U);
  BOOST_TEST(net.log.front().text == "ann!~ann@ann.host failed to become an operator");
}

BOOST_AUTO_TEST_SUITE_END()
