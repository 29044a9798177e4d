#include <csignal>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/cluster/mesh_node.hpp"
#include "troupe/tests/chat/cluster/node_process.hpp"

using chat::test::mesh_node;
using chat::test::node_process;
using chat::test::quick_settings;

namespace {

std::string number(std::uint16_t port) {
  return std::to_string(port);
}

/// With heartbeats that find nothing out while the test lasts.
chat::cluster::settings patient_settings(const std::string& name) {
  auto result = quick_settings(name);
  result.heartbeat_limit = std::chrono::minutes{10};
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_process)

BOOST_AUTO_TEST_CASE(a_killed_node_is_down_at_once_and_can_be_started_again) {
  mesh_node a{patient_settings("a")};
  node_process b{{"name=b", "join=" + number(a.port())}};
  const auto first = a.take("up b ");
  b.signal(SIGKILL);
  BOOST_TEST(b.wait() == -SIGKILL);
  BOOST_TEST(a.take("down b ") == "down b the connection is lost");
  node_process again{{"name=b", "join=" + number(a.port())}};
  const auto second = a.take("up b ");
  BOOST_TEST(std::stoull(second.substr(5)) > std::stoull(first.substr(5)));
  again.take("up a ");
  again.tell("send a back");
  a.take("payload b back");
}

BOOST_AUTO_TEST_CASE(the_others_stay_linked_when_the_node_is_killed_that_made_them_known) {
  node_process hub{{"name=hub"}};
  const auto port = hub.port();
  mesh_node a{quick_settings("a")};
  a.join(port);
  a.take("up hub ");
  node_process b{{"name=b", "join=" + number(port)}};
  a.take("up b ");
  hub.signal(SIGKILL);
  a.take("down hub ");
  b.take("down hub ");
  a.send("b", "still linked");
  b.take("payload a still linked");
  BOOST_TEST(!a.events().has("down"), a.events().text());
}

BOOST_AUTO_TEST_CASE(a_frozen_node_is_down_and_merges_when_it_wakes) {
  mesh_node a{quick_settings("a")};
  node_process b{{"name=b", "join=" + number(a.port())}};
  a.take("up b ");
  b.take("up a ");
  b.signal(SIGSTOP);
  BOOST_TEST(a.take("down b ") == "down b silent for 2000 ms");
  b.tell("send a late");
  b.signal(SIGCONT);
  BOOST_TEST(!a.events().stands_before("payload b", "up b "));
  b.take("down a ");
  b.take("up a ");
  b.tell("send a awake");
  a.take("payload b awake");
  a.send("b", "welcome");
  b.take("payload a welcome");
}

BOOST_AUTO_TEST_CASE(a_node_that_is_frozen_when_it_is_joined_is_tried_until_it_wakes) {
  node_process b{{"name=b"}};
  const auto port = b.port();
  b.signal(SIGSTOP);
  mesh_node a{quick_settings("a")};
  a.join(port);
  a.take("note no link with 127.0.0.1:" + number(port) + ": the node there does not answer");
  b.signal(SIGCONT);
  a.take("up b ");
  b.take("up a ");
  b.tell("send a awake");
  a.take("payload b awake");
  BOOST_TEST(!a.events().has("down"), a.events().text());
}

BOOST_AUTO_TEST_CASE(a_node_that_takes_nothing_is_dropped_at_the_limit) {
  auto settings = patient_settings("a");
  settings.in_flight_limit = 1U << 20U;
  mesh_node a{settings};
  node_process b{{"name=b", "join=" + number(a.port())}};
  b.take("up a ");
  a.take("up b ");
  b.signal(SIGSTOP);
  for (int i = 0; i < 20; ++i)
    a.send("b", std::string(64U << 10U, 'x'));
  BOOST_TEST(a.take("down b ") ==
             "down b it takes nothing: 1048576 bytes are not acknowledged, and 65536 more are beyond "
             "--link-queue-bytes=1048576");
  b.signal(SIGCONT);
  b.take("down a ");
  b.take("up a ");
}

BOOST_AUTO_TEST_CASE(far_more_than_the_limit_gets_through_to_a_node_that_takes_it) {
  auto settings = quick_settings("a");
  settings.in_flight_limit = 1U << 20U;
  mesh_node a{settings};
  node_process b{{"name=b", "join=" + number(a.port())}};
  b.take("up a ");
  a.take("up b ");
  for (int i = 0; i < 64; ++i) {
    for (int k = 0; k < 8; ++k)
      a.send("b", std::string(64U << 10U, 'x'));
    for (int k = 0; k < 8; ++k)
      b.take("payload a 65536 bytes");
    // Comes after the acknowledgements.
    b.tell("send a taken");
    a.take("payload b taken");
  }
  BOOST_TEST(!a.events().has("down"), a.events().text());
}

BOOST_AUTO_TEST_CASE(a_node_that_is_started_again_need_not_wait_for_the_end_of_its_frozen_predecessor) {
  mesh_node a{patient_settings("a")};
  node_process frozen{{"name=b", "join=" + number(a.port())}};
  a.take("up b ");
  frozen.signal(SIGSTOP);
  node_process fresh{{"name=b", "join=" + number(a.port())}};
  a.take("down b does not answer, and has been started again");
  a.take("up b ");
  fresh.tell("send a mine now");
  a.take("payload b mine now");
  // It has slept through its own limit, and so it is the later one now.
  a.send("b", "to the fresh one");
  fresh.take("payload a to the fresh one");
}

BOOST_AUTO_TEST_CASE(a_node_that_wakes_after_its_name_was_taken_gives_up) {
  mesh_node a{quick_settings("a")};
  node_process frozen{{"name=b", "join=" + number(a.port())}};
  a.take("up b ");
  frozen.signal(SIGSTOP);
  a.take("down b silent");
  node_process fresh{{"name=b", "join=" + number(a.port())}};
  a.take("up b ");
  frozen.signal(SIGCONT);
  frozen.take("failed the name b is taken");
  BOOST_TEST(frozen.wait() == 0);
  fresh.tell("send a mine now");
  a.take("payload b mine now");
  BOOST_TEST(!a.events().has("down"), a.events().text());
}

BOOST_AUTO_TEST_CASE(a_second_process_of_a_name_ends_with_a_reason) {
  node_process a{{"name=a"}};
  const auto port = number(a.port());
  node_process b{{"name=b", "join=" + port}};
  a.take("up b ");
  node_process second{{"name=b", "join=" + port}};
  second.take("failed the name b is taken by the node at ");
  BOOST_TEST(second.wait() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
