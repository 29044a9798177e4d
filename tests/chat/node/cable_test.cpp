#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/node/cabled_hosts.hpp"
#include "troupe/tests/chat/node/irc_client.hpp"

namespace {

using chat::test::cabled_hosts;
using chat::test::chat_process;
using chat::test::irc_client;

/// A precondition: whether there can be hosts with a cable.
boost::test_tools::assertion_result has_cables(boost::unit_test::test_unit_id /*test*/) {
  const auto missing = cabled_hosts::missing();
  boost::test_tools::assertion_result result{missing.empty()};
  result.message() << missing;
  return result;
}

/// `patience`: milliseconds of silence until a link is given up.
std::vector<std::string> server_on(std::size_t host, const std::string& name, int patience) {
  auto result = chat_process::linkable(name);
  result.push_back("--link-host=" + cabled_hosts::address(host));
  result.push_back("--link-timeout-ms=" + std::to_string(patience)); // the later one counts
  return result;
}

/// Two servers of one network on two hosts, with a user on each.
struct two_hosts {
  cabled_hosts hosts;
  std::unique_ptr<chat_process> a;
  std::unique_ptr<chat_process> b;
  std::unique_ptr<irc_client> ann;
  std::unique_ptr<irc_client> bob;

  explicit two_hosts(int patience = 2'000) {
    a = std::make_unique<chat_process>(hosts.on(0), server_on(0, "a.test", patience));
    auto arguments = server_on(1, "b.test", patience);
    arguments.push_back("--join=" + a->links());
    b = std::make_unique<chat_process>(hosts.on(1), arguments);
    b->linked_with("a.test");
    ann = enter(0, *a, "ann");
    bob = enter(1, *b, "bob");
    ann->expect("bob!~bob@127.0.0.1 JOIN #chat");
  }
  std::unique_ptr<irc_client> enter(std::size_t host, const chat_process& at, const std::string& nick) const {
    const cabled_hosts::visit there{hosts, host};
    auto result = std::make_unique<irc_client>(at, nick);
    result->join("#chat");
    return result;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(node_cable, *boost::unit_test::precondition(has_cables))

BOOST_AUTO_TEST_CASE(both_sides_of_a_pulled_cable_go_on_and_merge_when_it_is_back) {
  two_hosts net;
  net.ann->say("MODE #chat -t"); // so that both may set the topic
  net.bob->expect("MODE #chat -t");
  net.hosts.pull_cable();
  net.ann->say("PRIVMSG #chat :lost");
  BOOST_TEST(net.ann->expect("QUIT") == ":bob!~bob@127.0.0.1 QUIT :a.test b.test");
  BOOST_TEST(net.bob->expect("QUIT") == ":ann!~ann@127.0.0.1 QUIT :b.test a.test");
  net.ann->say("TOPIC #chat :of a");
  net.ann->expect("TOPIC");
  net.bob->say("TOPIC #chat :of b, which is later");
  net.bob->expect("TOPIC");
  net.hosts.plug_in_cable();
  BOOST_TEST(net.ann->expect("JOIN") == ":bob!~bob@127.0.0.1 JOIN #chat");
  BOOST_TEST(net.bob->expect("JOIN") == ":ann!~ann@127.0.0.1 JOIN #chat");
  BOOST_TEST(net.ann->expect("TOPIC") == ":b.test TOPIC #chat :of b, which is later");
  net.ann->say("PRIVMSG #chat :together again");
  BOOST_TEST(net.bob->expect("PRIVMSG") == ":ann!~ann@127.0.0.1 PRIVMSG #chat :together again");
  net.bob->say("PRIVMSG ann :so we are");
  BOOST_TEST(net.ann->expect("PRIVMSG") == ":bob!~bob@127.0.0.1 PRIVMSG ann :so we are");
  for (auto* const each : {net.ann.get(), net.bob.get()})
    BOOST_TEST(each->until_pong().find("PRIVMSG") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_cable_that_is_back_in_time_has_lost_nothing) {
  two_hosts net{60'000};
  net.hosts.pull_cable();
  for (int i = 0; i < 100; ++i)
    net.ann->say("PRIVMSG #chat :message " + std::to_string(i) + ".");
  net.ann->until_pong(); // the server has taken them
  net.hosts.plug_in_cable();
  for (int i = 0; i < 100; ++i)
    BOOST_TEST_REQUIRE(net.bob->expect("PRIVMSG") ==
                       ":ann!~ann@127.0.0.1 PRIVMSG #chat :message " + std::to_string(i) + ".");
}

BOOST_AUTO_TEST_CASE(a_server_that_ends_behind_a_pulled_cable_ends_in_good_order) {
  two_hosts net;
  net.hosts.pull_cable();
  BOOST_TEST(net.b->stop() == 0);
  BOOST_TEST(net.ann->expect("QUIT") == ":bob!~bob@127.0.0.1 QUIT :a.test b.test");
  BOOST_TEST(net.a->stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
