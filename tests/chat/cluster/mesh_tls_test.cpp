#include <csignal>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/cluster/mesh_node.hpp"
#include "troupe/tests/chat/cluster/node_process.hpp"
#include "troupe/tests/support/minted.hpp"

using chat::test::link_certificate;
using chat::test::mesh_node;
using chat::test::node_process;
using chat::test::quick_settings;
using troupe::test::key_kind;
using troupe::test::minted_certificate;

namespace {

/// An authority and two nodes that it has signed.
struct certificates {
  minted_certificate authority{"authority"};
  minted_certificate one{"one", key_kind::ecdsa, &authority};
  minted_certificate two{"two", key_kind::ecdsa, &authority};

  link_certificate of(const minted_certificate& node) const {
    return {node.certificate_file(), node.key_file(), authority.certificate_file()};
  }
};

chat::cluster::settings joining(const std::string& name, std::uint16_t port) {
  auto result = quick_settings(name);
  result.joins.push_back({"127.0.0.1", port});
  return result;
}

/// Connects, says that much, waits until the other side hangs up unless nothing was said, and is gone.
void call_and_hang_up(std::uint16_t port, const std::string& words) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BOOST_TEST_REQUIRE(::connect(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0);
  if (!words.empty()) {
    BOOST_TEST(::write(socket, words.data(), words.size()) == static_cast<ssize_t>(words.size()));
    for (char any = 0; ::read(socket, &any, 1) > 0;)
      continue;
  }
  ::close(socket);
}

const std::string closed = "the connection was closed at once: only one side uses TLS";

} // namespace

BOOST_AUTO_TEST_SUITE(mesh_tls)

BOOST_AUTO_TEST_CASE(nodes_with_certificates_of_one_authority_link) {
  const certificates minted;
  mesh_node a{quick_settings("a"), minted.of(minted.one)};
  mesh_node b{joining("b", a.port()), minted.of(minted.two)};
  mesh_node c{joining("c", a.port()), minted.of(minted.two)};
  c.take("up b ");
  a.take("up b ");
  for (int i = 0; i < 64; ++i)
    a.send("b", std::string(64U << 10U, 'x'));
  a.send("b", "last");
  b.take("payload a last");
  b.send("c", "straight");
  c.take("payload b straight");
}

BOOST_AUTO_TEST_CASE(connections_of_strangers_that_break_off_do_not_touch_the_links) {
  const certificates minted;
  mesh_node a{quick_settings("a"), minted.of(minted.one)};
  mesh_node b{joining("b", a.port()), minted.of(minted.two)};
  a.take("up b ");
  b.take("up a ");
  for (int i = 0; i < 50; ++i) {
    call_and_hang_up(a.port(), i % 2 == 0 ? "" : "GET / HTTP/1.0\r\n\r\n");
    b.send("a", std::to_string(i));
    a.send("b", std::to_string(i));
    a.take("payload b " + std::to_string(i));
    b.take("payload a " + std::to_string(i));
  }
  BOOST_TEST(!a.events().has("down"), a.events().text());
}

BOOST_AUTO_TEST_CASE(a_killed_node_is_down_at_once_and_can_be_started_again) {
  const certificates minted;
  const auto files = minted.of(minted.two);
  auto settings = quick_settings("a");
  settings.heartbeat_limit = std::chrono::minutes{10};
  mesh_node a{settings, minted.of(minted.one)};
  const std::vector<std::string> arguments{"name=b", "join=" + std::to_string(a.port()),
                                           "certificate=" + files.certificate, "key=" + files.key,
                                           "authority=" + files.authority};
  node_process b{arguments};
  a.take("up b ");
  b.signal(SIGKILL);
  BOOST_TEST(a.take("down b ") == "down b the connection is lost");
  node_process again{arguments};
  a.take("up b ");
}

BOOST_AUTO_TEST_CASE(a_node_whose_certificate_another_authority_has_signed_gets_no_link) {
  const certificates minted;
  const certificates foreign;
  mesh_node a{quick_settings("a"), minted.of(minted.one)};
  auto files = foreign.of(foreign.two);
  files.authority = minted.authority.certificate_file(); // it trusts the other, but is not trusted
  mesh_node b{joining("b", a.port()), files};
  b.take("note no link with 127.0.0.1:" + std::to_string(a.port()) + ": " + closed);
  mesh_node c{joining("c", a.port()), minted.of(minted.two)};
  a.take("up c ");
  BOOST_TEST(!a.events().has("up b"), a.events().text());
}

BOOST_AUTO_TEST_CASE(a_node_does_not_link_with_one_that_it_does_not_trust) {
  const certificates minted;
  const certificates foreign;
  auto files = foreign.of(foreign.one);
  files.authority = minted.authority.certificate_file();
  mesh_node a{quick_settings("a"), files};
  mesh_node b{joining("b", a.port()), minted.of(minted.two)};
  b.take("note no link with 127.0.0.1:" + std::to_string(a.port()) + ": " + closed);
}

BOOST_AUTO_TEST_CASE(a_plain_node_and_one_with_tls_do_not_link_and_say_why) {
  const certificates minted;
  mesh_node secure{quick_settings("a"), minted.of(minted.one)};
  mesh_node plain{joining("b", secure.port())};
  plain.take("note no link with 127.0.0.1:" + std::to_string(secure.port()) + ": " + closed);
  mesh_node other{joining("c", plain.port()), minted.of(minted.two)};
  other.take("note no link with 127.0.0.1:" + std::to_string(plain.port()) + ": " + closed);
}

BOOST_AUTO_TEST_SUITE_END()
