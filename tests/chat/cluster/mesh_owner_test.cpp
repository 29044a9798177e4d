#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/cluster/mesh_node.hpp"

using chat::test::mesh_node;
using chat::test::quick_settings;

namespace {

chat::cluster::settings joining(const std::string& name, std::uint16_t port) {
  auto result = quick_settings(name);
  result.joins.push_back({"127.0.0.1", port});
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_owner)

BOOST_AUTO_TEST_CASE(a_node_whose_owner_is_done_with_nothing_is_dropped_at_the_limit) {
  auto settings = quick_settings("a");
  settings.in_flight_limit = 1U << 20U;
  mesh_node a{settings};
  mesh_node b{joining("b", a.port()), {}, mesh_node::owner::is_stuck};
  a.take("up b ");
  b.take("up a ");
  for (int i = 0; i < 16; ++i)
    a.send("b", std::string(64U << 10U, 'x'));
  for (int i = 0; i < 16; ++i)
    b.take("payload a 65536 bytes");
  a.send("b", "one too many");
  BOOST_TEST(a.take("down b ") == "down b it takes nothing: 1048576 bytes are not acknowledged, and 12 more are beyond "
                                  "--link-queue-bytes=1048576");
}

BOOST_AUTO_TEST_CASE(what_is_too_much_at_once_is_not_the_other_nodes_fault) {
  auto settings = quick_settings("a");
  settings.in_flight_limit = 1U << 20U;
  mesh_node a{settings};
  mesh_node b{joining("b", a.port())};
  a.take("up b ");
  a.send("b", std::string((1U << 20U) + 1, 'x'));
  BOOST_TEST(a.take("down b ") == "down b what it is to be told at once takes 1048577 bytes, more than "
                                  "--link-queue-bytes=1048576 lets wait: raise that on all servers");
}

BOOST_AUTO_TEST_CASE(a_link_is_not_made_anew_before_the_owner_is_done_with_the_last_one) {
  mesh_node a{quick_settings("a")};
  mesh_node b{joining("b", a.port()), {}, mesh_node::owner::is_stuck};
  a.take("up b ");
  b.take("up a ");
  a.send("b", "never done with");
  b.take("payload a ");
  {
    // That b has lost the link when a has ended is all that is wanted of this.
    a.leave();
    b.take("down a ");
  }
  mesh_node again{joining("a", b.port())};
  again.take("note no link with 127.0.0.1:" + std::to_string(b.port()) +
             ": what came on the last link is not done with");
  BOOST_TEST(!b.events().has("up a "), b.events().text());
}

BOOST_AUTO_TEST_CASE(a_link_that_its_owner_drops_is_told_and_made_anew) {
  mesh_node a{quick_settings("a"), {}, mesh_node::owner::distrusts};
  mesh_node b{joining("b", a.port())};
  for (int i = 0; i < 2; ++i) {
    a.take("up b ");
    b.take("up a ");
    b.send("a", "nonsense");
    a.take("payload b nonsense");
    BOOST_TEST(a.take("down b ") == "down b it talks nonsense");
    BOOST_TEST(b.take("down a ") == "down a it has dropped the link: it talks nonsense");
  }
}

BOOST_AUTO_TEST_SUITE_END()
