#include <csignal>
#include <string>
#include <vector>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/node/ii_client.hpp"
#include "troupe/tests/chat/node/irssi_client.hpp"
#include "troupe/tests/chat/node/server_program.hpp"

using chat::test::ii_client;
using chat::test::irssi_client;
using chat::test::server_program;

namespace {

const std::string program = TROUPE_BINARY_DIR "/chat";

/// A precondition: whether the server is built and the clients are installed.
struct needs final {
  std::vector<std::string> clients;

  boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const {
    boost::test_tools::assertion_result result{true};
    const auto miss = [&](const std::string& what) {
      result = boost::test_tools::assertion_result{false};
      result.message() << what;
    };
    if (::access(program.c_str(), X_OK) != 0)
      miss(program + " is not built");
    for (const auto& client : clients)
      if (!chat::test::is_installed(client))
        miss(client + " is not installed");
    return result;
  }
};

/// Two servers of one network.
struct network {
  server_program one{program, "one.example"};
  server_program two{program, "two.example", {"--join=127.0.0.1:" + std::to_string(one.link_port())}};
};

/// Lets two clients, on two servers, find each other and talk.
void talk(irssi_client& ann, ii_client& bob) {
  ann.wait_for("Welcome");
  ann.type("/join #troupe");
  ann.wait_for("[#troupe]");
  bob.say("", "/j #troupe");
  ann.wait_for("bob");
  ann.type("Hello, Bob!");
  bob.hear("#troupe", "<ann> Hello, Bob!");
  bob.say("#troupe", "Hello, Ann!");
  ann.wait_for("bob> Hello, Ann!");
  ann.type("/topic real clients");
  bob.hear("#troupe", "real clients");
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

BOOST_AUTO_TEST_CASE(irssi_sees_a_server_die_as_a_netsplit,
                     *boost::unit_test::precondition(needs{{"irssi", "tmux", "ii"}})) {
  network servers;
  irssi_client ann{"ann", servers.one.port(), false};
  ii_client bob{"bob", servers.two.port()};
  talk(ann, bob);
  servers.two.process().signal(SIGKILL);
  ann.wait_for("Netsplit");
}

BOOST_AUTO_TEST_SUITE_END()
