#include <csignal>
#include <string>
#include <vector>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/node/chat_process.hpp"
#include "troupe/tests/chat/node/ii_client.hpp"
#include "troupe/tests/chat/node/irssi_client.hpp"

using chat::test::chat_process;
using chat::test::ii_client;
using chat::test::irssi_client;
using troupe::test::child_process;

namespace {

std::string program() {
  return chat_process::program();
}

/// A precondition: whether the server is built and the clients are installed.
struct needs final {
  std::vector<std::string> clients;

  boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const {
    boost::test_tools::assertion_result result{true};
    const auto miss = [&](const std::string& what) {
      result = boost::test_tools::assertion_result{false};
      result.message() << what;
    };
    if (::access(program().c_str(), X_OK) != 0)
      miss(program() + " is not built");
    for (const auto& client : clients)
      if (!troupe::test::is_installed(client))
        miss(client + " is not installed");
    return result;
  }
};

/// Two servers of one network.
struct network {
  chat_process one{chat_process::linkable("one.example")};
  chat_process two{"two.example", one};
};

/// Lets two clients, on two servers, find each other and talk.
void talk(irssi_client& ann, ii_client& bob) {
  ann.wait_for("Welcome");
  ann.type("/join #troupe");
  ann.wait_for("Join to #troupe was synced");
  bob.say("", "/j #troupe");
  ann.wait_for("bob [~bob@127.0.0.1] has joined #troupe");
  ann.type("Grüße!");
  bob.hear("#troupe", "<ann> Grüße!");
  bob.say("#troupe", "Hello, Ann!");
  ann.wait_for("bob> Hello, Ann!");
  ann.type("/topic real clients");
  bob.hear("#troupe", "real clients");
  ann.type("/op bob");
  bob.hear("#troupe", "+o bob");
  ann.type("/msg bob psst");
  bob.hear("ann", "<ann> psst");
}

} // namespace

BOOST_AUTO_TEST_SUITE(real_clients)

BOOST_AUTO_TEST_CASE(irssi_and_ii_talk_on_two_servers,
                     *boost::unit_test::precondition(needs{{"irssi", "tmux", "ii"}})) {
  network servers;
  irssi_client ann{"ann", servers.one.port(), false};
  ii_client bob{"bob", servers.two.port()};
  talk(ann, bob);
}

BOOST_AUTO_TEST_CASE(irssi_over_tls_and_ii_talk_on_two_servers,
                     *boost::unit_test::precondition(needs{{"irssi", "tmux", "ii"}})) {
  network servers;
  irssi_client ann{"ann", servers.one.tls_port(), true};
  ii_client bob{"bob", servers.two.port()};
  talk(ann, bob);
}

BOOST_AUTO_TEST_CASE(irssi_and_ii_behind_a_tls_tunnel_talk_on_two_servers,
                     *boost::unit_test::precondition(needs{{"irssi", "tmux", "ii", "socat"}})) {
  network servers;
  irssi_client ann{"ann", servers.one.port(), false};
  child_process tunnel{{"socat", "-d", "-d", "TCP-LISTEN:0,bind=127.0.0.1",
                        "OPENSSL:127.0.0.1:" + std::to_string(servers.two.tls_port()) + ",verify=0"},
                       child_process::listen::output_and_errors};
  const auto listening = tunnel.lines().take_with("listening on");
  ii_client bob{"bob", std::stoi(listening.substr(listening.rfind(':') + 1))};
  talk(ann, bob);
}

BOOST_AUTO_TEST_CASE(irssi_sees_a_server_die_as_a_netsplit_and_its_own_one_say_goodbye,
                     *boost::unit_test::precondition(needs{{"irssi", "tmux", "ii"}})) {
  network servers;
  irssi_client ann{"ann", servers.one.port(), false};
  ii_client bob{"bob", servers.two.port()};
  talk(ann, bob);
  ann.type("/window 2");
  servers.two.kill();
  ann.wait_for("Netsplit one.example <-> two.example quits: @bob");
  servers.one.signal(SIGTERM);
  ann.type("/window 1");
  ann.wait_for("Server is shutting down");
  ann.wait_for("Connection lost to 127.0.0.1");
  BOOST_TEST(servers.one.wait() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
