#include <array>
#include <stdexcept>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

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

/// A port of this machine at which nothing answers, not even the kernel: its queue of connections is full. What
/// connects there waits, as it does for a host whose packets are dropped.
class black_hole final {
public:
  black_hole() {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    auto* address = reinterpret_cast<sockaddr*>(&where);
    if (::bind(listener_, address, size) != 0 || ::listen(listener_, 0) != 0 ||
        ::getsockname(listener_, address, &size) != 0)
      throw std::runtime_error{"black_hole"};
    for (const int each : waiting_)
      static_cast<void>(::connect(each, address, size)); // the first is established, the others wait
    port_ = ntohs(where.sin_port);
  }
  black_hole(const black_hole&) = delete;
  black_hole& operator=(const black_hole&) = delete;
  ~black_hole() {
    ::close(listener_);
    for (const int each : waiting_)
      ::close(each);
  }

  std::uint16_t port() const { return port_; }

private:
  static int open() { return ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

  int listener_ = open();
  std::array<int, 4> waiting_{open(), open(), open(), open()};
  std::uint16_t port_ = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(mesh)

BOOST_AUTO_TEST_CASE(payloads_arrive_in_order_and_once_after_the_peer_is_up) {
  mesh_node a{quick_settings("a")};
  mesh_node b{joining("b", a.port())};
  a.take("up b ");
  for (int i = 0; i < 1000; ++i)
    a.send("b", "number " + std::to_string(i));
  a.send("b", "last");
  BOOST_TEST(!b.events().stands_before("payload", "up a "));
  b.take("payload a last");
  b.take("up a ");
  for (int i = 0; i < 1000; ++i)
    BOOST_TEST(b.events().take("payload a ") == "payload a number " + std::to_string(i));
  BOOST_TEST(!b.events().has("payload"));
}

BOOST_AUTO_TEST_CASE(a_third_node_learns_of_all_others_from_the_one_it_joins) {
  mesh_node a{quick_settings("a")};
  mesh_node b{joining("b", a.port())};
  a.take("up b ");
  mesh_node c{joining("c", a.port())};
  c.take("up a ");
  c.take("up b ");
  b.take("up c ");
  c.send_all("to all");
  a.take("payload c to all");
  b.take("payload c to all");
  b.send("c", "straight");
  c.take("payload b straight");
}

BOOST_AUTO_TEST_CASE(two_meshes_merge_when_one_node_joins_the_other) {
  mesh_node a{quick_settings("a")};
  mesh_node b{joining("b", a.port())};
  mesh_node c{quick_settings("c")};
  mesh_node d{joining("d", c.port())};
  b.take("up a ");
  d.take("up c ");
  b.join(d.port());
  for (auto* node : {&a, &b}) {
    node->take("up c ");
    node->take("up d ");
  }
  for (auto* node : {&c, &d}) {
    node->take("up a ");
    node->take("up b ");
  }
}

BOOST_AUTO_TEST_CASE(nodes_that_join_each_other_at_once_have_one_link) {
  for (int i = 0; i < 10; ++i) {
    mesh_node a{quick_settings("a")};
    mesh_node b{quick_settings("b")};
    const auto of_a = a.port();
    const auto of_b = b.port();
    a.join(of_b);
    b.join(of_a);
    a.take("up b ");
    b.take("up a ");
    a.send("b", "once");
    b.send("a", "once");
    a.take("payload b once");
    b.take("payload a once");
    BOOST_TEST(!a.events().has("up"), a.events().text());
    BOOST_TEST(!b.events().has("down"), b.events().text());
  }
}

BOOST_AUTO_TEST_CASE(a_node_may_be_joined_under_several_addresses_and_by_itself) {
  mesh_node a{quick_settings("a")};
  auto settings = joining("b", a.port());
  settings.joins.push_back({"localhost", a.port()});
  mesh_node b{settings};
  b.take("up a ");
  b.join(b.port());
  a.join(a.port());
  mesh_node c{joining("c", b.port())};
  c.take("up a ");
  b.take("up c ");
  BOOST_TEST(!b.events().has("up"), b.events().text());
  BOOST_TEST(!a.events().has("down"), a.events().text());
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_leaving_arrives_and_the_mesh_ends) {
  mesh_node a{quick_settings("a")};
  mesh_node b{joining("b", a.port())};
  b.take("up a ");
  b.send("a", "good-bye");
  b.leave();
  BOOST_TEST(a.events().stands_before("payload b good-bye", "down b it has left"));
  b.take("ended");
}

BOOST_AUTO_TEST_CASE(a_node_that_is_started_again_is_down_and_up_with_a_greater_incarnation) {
  mesh_node a{quick_settings("a")};
  std::string first;
  {
    mesh_node b{joining("b", a.port())};
    first = a.take("up b ");
  }
  a.take("down b ");
  mesh_node b{joining("b", a.port())};
  const auto second = a.take("up b ");
  BOOST_TEST(std::stoull(second.substr(5)) > std::stoull(first.substr(5)));
}

BOOST_AUTO_TEST_CASE(a_node_that_is_not_there_yet_is_tried_until_it_comes) {
  std::uint16_t port = 0;
  {
    mesh_node early{quick_settings("early")};
    port = early.port();
    early.leave();
    early.take("ended");
  }
  mesh_node b{joining("b", port)};
  b.take("note no link with 127.0.0.1:" + std::to_string(port) + ": Connection refused");
  auto settings = quick_settings("a");
  settings.port = port;
  mesh_node a{settings};
  b.take("up a ");
  // Told once, however often it was tried.
  BOOST_TEST(!b.events().has("note no link with 127.0.0.1:" + std::to_string(port) + ": Connection refused"),
             b.events().text());
}

BOOST_AUTO_TEST_CASE(a_host_that_does_not_answer_holds_up_neither_other_links_nor_the_end) {
  const black_hole nowhere;
  mesh_node a{quick_settings("a")};
  auto settings = joining("b", nowhere.port());
  settings.connect_limit = std::chrono::milliseconds{1000};
  mesh_node b{settings};
  b.port();
  b.join(a.port());
  const auto unreached = "note no link with 127.0.0.1:" + std::to_string(nowhere.port());
  BOOST_TEST(!b.events().stands_before(unreached, "up a "));
  BOOST_TEST(b.take(unreached) == unreached + ": Connection timed out");
}

BOOST_AUTO_TEST_CASE(a_second_node_of_a_name_is_refused_and_told_why) {
  mesh_node a{quick_settings("a")};
  mesh_node b{joining("b", a.port())};
  a.take("up b ");
  mesh_node second{joining("b", a.port())};
  const auto why = second.take("failed ");
  BOOST_TEST(why == "failed the name b is taken by the node at 127.0.0.1:" + std::to_string(b.port()) +
                      ", which was there before");
  second.take("ended");
  a.take("note refused a second node of the name b");
  b.send("a", "still here");
  a.take("payload b still here");
  BOOST_TEST(!a.events().has("down"), a.events().text());
}

BOOST_AUTO_TEST_CASE(a_node_that_joins_its_namesake_is_refused) {
  mesh_node a{quick_settings("a")};
  mesh_node second{joining("a", a.port())};
  second.take("failed the name a is taken by the node at 127.0.0.1:" + std::to_string(a.port()));
}

BOOST_AUTO_TEST_CASE(a_node_that_is_joined_by_its_elder_namesake_gives_up) {
  mesh_node a{quick_settings("a")};
  a.port();
  mesh_node second{quick_settings("a")};
  a.join(second.port());
  second.take("failed the name a is taken");
  a.take("note no link with");
}

BOOST_AUTO_TEST_CASE(the_later_of_two_namesakes_goes_when_their_meshes_merge) {
  mesh_node a{quick_settings("a")};
  mesh_node elder{joining("x", a.port())};
  a.take("up x ");
  mesh_node c{quick_settings("c")};
  mesh_node younger{joining("x", c.port())};
  c.take("up x ");
  a.join(c.port());
  younger.take("failed the name x is taken");
  a.take("up c ");
  elder.take("up c ");
  c.take("down x ");
  c.take("up x ");
  BOOST_TEST(!a.events().has("down"), a.events().text());
}

BOOST_AUTO_TEST_CASE(a_wrong_secret_is_refused_on_both_sides) {
  auto settings = quick_settings("a");
  settings.secret = "right";
  mesh_node a{settings};
  auto stranger = joining("b", a.port());
  stranger.secret = "wrong";
  mesh_node b{stranger};
  b.take("note no link with 127.0.0.1:" + std::to_string(a.port()) + ": it does not know this node's --link-password");
  a.take("note no link with b: it does not know this node's --link-password");
  auto friendly = joining("c", a.port());
  friendly.secret = "right";
  mesh_node c{friendly};
  c.take("up a ");
  BOOST_TEST(!a.events().has("up b"), a.events().text());
}

BOOST_AUTO_TEST_CASE(a_node_of_another_network_is_refused) {
  mesh_node a{quick_settings("a")};
  auto settings = joining("b", a.port());
  settings.network = "Elsewhere";
  mesh_node b{settings};
  a.take("note refused a link of b: the networks differ: 'Elsewhere' and 'Troupe'");
  b.take("note no link with 127.0.0.1:" + std::to_string(a.port()) + ": the networks differ");
}

BOOST_AUTO_TEST_CASE(a_link_port_that_is_taken_is_said) {
  mesh_node a{quick_settings("a")};
  auto settings = quick_settings("b");
  settings.port = a.port();
  mesh_node b{settings};
  b.take("failed cannot listen for links on 127.0.0.1:" + std::to_string(a.port()));
  b.take("ended");
}

BOOST_AUTO_TEST_CASE(nodes_that_listen_on_all_addresses_find_each_other) {
  auto open = [](const std::string& name) {
    auto result = quick_settings(name);
    result.host = "";
    return result;
  };
  mesh_node a{open("a")};
  auto second = open("b");
  second.joins.push_back({"127.0.0.1", a.port()});
  mesh_node b{second};
  auto third = open("c");
  third.joins.push_back({"127.0.0.1", a.port()});
  mesh_node c{third};
  c.take("up b ");
  b.take("up c ");
}

BOOST_AUTO_TEST_SUITE_END()
