#include <csignal>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/node/irc_client.hpp"

namespace {

using chat::test::chat_process;
using chat::test::irc_client;
using troupe::test::child_process;

/// The number that follows `before` in the first line with `text`.
int number_in(child_process& demo, const std::string& text, const std::string& before) {
  const auto line = demo.lines().take_with(text);
  return std::stoi(line.substr(line.find(before) + before.size()));
}

} // namespace

BOOST_AUTO_TEST_SUITE(node_demo)

BOOST_AUTO_TEST_CASE(three_nodes_are_one_network_and_one_that_dies_comes_back) {
  child_process demo{{chat_process::program(), "--demo"}};
  for (int i = 0; i < 3; ++i)
    demo.lines().take_with("listening for servers on");
  const auto first = number_in(demo, "  one.demo ", " port ");
  const auto second = number_in(demo, "  two.demo ", " port ");
  const auto third = number_in(demo, "  three.demo ", " port ");
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
  BOOST_REQUIRE(::kill(number_in(demo, "kill -9 ", "kill -9 "), SIGKILL) == 0);
  BOOST_TEST(ann.expect("QUIT") == ":bob!~bob@127.0.0.1 QUIT :one.demo two.demo");
  demo.lines().take_with("two.demo   | has ended");
  demo.lines().take_with("listening for servers on");
  irc_client again{second};
  again.enter("bob");
  again.join("#demo");
  BOOST_TEST(ann.expect("JOIN") == ":bob!~bob@127.0.0.1 JOIN #demo");
  demo.signal(SIGTERM);
  demo.lines().text_to_end();
  BOOST_TEST(demo.wait() == 0);
  BOOST_TEST(ann.rest().find("(Server is shutting down)") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
