#include <stdexcept>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/examples/chat/cluster/endpoint.hpp"
#include "troupe/examples/chat/node/event_codec.hpp"
#include "troupe/tests/chat/cluster/mesh_node.hpp"
#include "troupe/tests/chat/node/irc_client.hpp"

namespace {

using namespace chat::state;
using chat::test::chat_process;
using chat::test::irc_client;
using chat::test::mesh_node;

/// A node that links as it should with a chat server, and then says what it likes.
struct stranger {
  chat_process server{chat_process::linkable("a.test")};
  mesh_node node{joining(server)};

  stranger() { node.take("up a.test "); }
  static chat::cluster::settings joining(const chat_process& server) {
    auto result = chat::test::quick_settings("strange.test");
    result.joins.push_back(*chat::cluster::parse_endpoint(server.links()));
    return result;
  }
  void say(const event_batch& batch) { node.send("a.test", chat::node::encode(node.system(), batch)); }
  /// A user of it comes to #chat.
  void introduce(const std::string& nick) {
    const stamp now{1, 0, "strange.test"};
    user_introduced who;
    who.user = {"strange.test", 1};
    who.nick = nick;
    who.nick_at = now;
    who.user_name = "~x";
    who.host = "nowhere";
    say({{{who}, {joined{who.user, "#chat", now, now}}}});
  }
};

/// What takes one connection and says nothing on it.
class mute_listener final {
public:
  mute_listener() {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    auto* address = reinterpret_cast<sockaddr*>(&where);
    if (::bind(listener_, address, size) != 0 || ::listen(listener_, 1) != 0 ||
        ::getsockname(listener_, address, &size) != 0)
      throw std::runtime_error{"mute_listener"};
    endpoint_ = "127.0.0.1:" + std::to_string(ntohs(where.sin_port));
  }
  mute_listener(const mute_listener&) = delete;
  mute_listener& operator=(const mute_listener&) = delete;
  ~mute_listener() {
    ::close(listener_);
    ::close(accepted_);
  }

  const std::string& endpoint() const noexcept { return endpoint_; }
  /// Waits for the connection.
  void accept() { accepted_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC); }

private:
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int accepted_ = -1;
  std::string endpoint_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(node_strange_peer)

BOOST_AUTO_TEST_CASE(what_is_not_understood_ends_the_link_and_its_users_quit) {
  stranger other;
  irc_client ann{other.server, "ann"};
  ann.join("#chat");
  other.introduce("eve");
  BOOST_TEST(ann.expect("JOIN") == ":eve!~x@nowhere JOIN #chat");
  other.node.send("a.test", "nonsense");
  other.introduce("too late"); // on the same link
  BOOST_TEST(ann.expect("QUIT") == ":eve!~x@nowhere QUIT :a.test strange.test");
  BOOST_TEST(other.node.take("down a.test ") ==
             "down a.test it has dropped the link: it has sent something that is not understood");
  other.node.take("up a.test ");
  BOOST_TEST(ann.until_pong().empty());
  other.introduce("eve");
  BOOST_TEST(ann.expect("JOIN") == ":eve!~x@nowhere JOIN #chat");
}

BOOST_AUTO_TEST_CASE(an_event_of_a_later_version_does_too) {
  stranger other;
  auto bytes = chat::node::encode(other.node.system(), {{{wallops_sent{}}}});
  bytes.at(1) = '\x63'; // its kind
  other.node.send("a.test", bytes);
  other.node.take("down a.test it has dropped the link: it has sent something that is not understood");
}

BOOST_AUTO_TEST_CASE(names_and_texts_that_are_none_make_no_lines_of_their_own) {
  stranger other;
  irc_client ann{other.server, "ann"};
  ann.join("#chat");
  other.introduce("eve\r\nERROR :forged");
  const auto line = ann.expect("JOIN");
  BOOST_TEST(line == ":* JOIN #chat");
  BOOST_TEST(ann.until_pong().find("ERROR") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_server_ends_in_good_order_while_it_joins_one_that_says_nothing) {
  mute_listener mute;
  chat_process server{{"--server-name=a.test", "--join=" + mute.endpoint()}};
  mute.accept();
  BOOST_TEST(server.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
