#include <set>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/cluster.hpp"

using namespace tests;

namespace {

/// A thousand members of #big on three nodes, of two kinds of clients.
struct big_channel {
  cluster net{3};
  std::vector<client*> members;

  big_channel() {
    for (std::size_t i = 0; i < 1'000; ++i) {
      members.push_back(&net.join(1 + i % 3, "user" + std::to_string(i), i % 2 == 0 ? "" : "server-time"));
      net.send(*members.back(), "JOIN #big");
      for (auto* each : members)
        each->lines.clear();
    }
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(fan_out_of_messages, big_channel)

BOOST_AUTO_TEST_CASE(a_message_costs_one_event_a_node_and_one_text_a_kind_of_client) {
  net.send(*members[0], "PRIVMSG #big :hello");
  // What the sender's node did:
  BOOST_REQUIRE(net.peer_messages.size() == 2U);
  std::set<std::string> nodes;
  for (const auto& [node, events] : net.peer_messages) {
    nodes.insert(node);
    BOOST_TEST(events.events.size() == 1U);
  }
  BOOST_TEST((nodes == std::set<std::string>{"n2.test", "n3.test"}));
  BOOST_REQUIRE(net.deliveries.size() == 2U);
  BOOST_TEST(net.deliveries[0].to.size() + net.deliveries[1].to.size() == 333U);
  BOOST_TEST(*net.deliveries[0].bytes == ":user0!~user0@user0.host PRIVMSG #big :hello\r\n");
  BOOST_TEST(*net.deliveries[1].bytes ==
             "@time=2026-01-02T03:04:05.000Z :user0!~user0@user0.host PRIVMSG #big :hello\r\n");
  // And everybody got it once:
  for (std::size_t i = 0; i < members.size(); ++i)
    BOOST_REQUIRE_EQUAL(members[i]->lines.size(), i == 0 ? 0U : 1U);
}

BOOST_AUTO_TEST_CASE(nodes_without_members_hear_nothing) {
  for (std::size_t i = 0; i < members.size(); ++i)
    if (i % 3 == 2)
      net.send(*members[i], "PART #big");
  net.send(*members[0], "PRIVMSG #big :hello");
  BOOST_REQUIRE(net.peer_messages.size() == 1U);
  BOOST_TEST(net.peer_messages[0].node == "n2.test");
  net.send(*members[0], "PRIVMSG user3 :local");
  BOOST_TEST(net.peer_messages.empty());
  net.send(*members[0], "PRIVMSG user1 :remote");
  BOOST_TEST(net.peer_messages.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_quit_is_told_once_to_who_shares_many_channels) {
  net.send(*members[0], "JOIN #b");
  net.send(*members[6], "JOIN #b");
  members[6]->lines.clear();
  net.send(*members[0], "QUIT");
  expect(*members[6], {":user0!~user0@user0.host QUIT :Client Quit"});
}

BOOST_AUTO_TEST_SUITE_END()
