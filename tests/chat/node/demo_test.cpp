#include <csignal>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/node/irc_client.hpp"

namespace {

using chat::test::chat_process;
using chat::test::irc_client;
using chat::test::program_process;

/// What follows `before` in a line that begins with `name`, as a number.
int number_of(program_process& demo, const std::string& name, const std::string& before) {
  const auto rest = demo.after("  " + name + " ");
  return std::stoi(rest.substr(rest.find(before) + before.size()));
}

} // namespace

BOOST_AUTO_TEST_SUITE(node_demo)

BOOST_AUTO_TEST_CASE(three_nodes_are_one_network_and_one_that_dies_comes_back) {
  program_process demo{{chat_process::program(), "--demo"}};
  const auto first = number_of(demo, "one.demo", " port ");
  const auto second = number_of(demo, "two.demo", " port ");
  const auto third = number_of(demo, "three.demo", " port ");
  irc_client ann{first};
  ann.enter("ann");
  ann.join("#demo");
  irc_client cid{third};
  cid.enter("cid");
  cid.join("#demo");
  BOOST_TEST(ann.expect("JOIN") == ":cid!~cid@127.0.0.1 JOIN #demo");
  irc_client bob{second};
  bob.enter("bob");
  bob.join("#demo");
  ann.expect("JOIN");
  const auto command = demo.after("kill -9 ");
  BOOST_REQUIRE(::kill(std::stoi(command), SIGKILL) == 0);
  BOOST_TEST(ann.expect("QUIT") == ":bob!~bob@127.0.0.1 QUIT :one.demo two.demo");
  demo.after("two.demo   | has ended");
  demo.after("linked with two.demo");
  demo.signal(SIGTERM);
  BOOST_TEST(demo.wait() == 0);
  BOOST_TEST(ann.rest().find("(Server is shutting down)") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
