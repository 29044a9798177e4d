#include <csignal>

#include <boost/test/unit_test.hpp>
#include <caf/all.hpp>

#include "troupe/tests/actors/remote_server.hpp"
#include "troupe/tests/support/child_process.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

/// This test program once more, as another node: remote_program_test.cpp.
struct other_node {
  explicit other_node(const std::string& job)
    : process({"/proc/self/exe", "--run_test=actors_remote_program/runs", "--log_level=nothing", "--report_level=no",
               "--", job}) {}

  int number_of(const std::string& what) { return std::stoi(process.lines().take(what + " ").substr(what.size() + 1)); }

  test::child_process process;
};

/// A server in another process, and its actor here.
struct served_elsewhere : remote_server {
  served_elsewhere() {
    client_port = node.number_of("listening");
    far = reach(static_cast<std::uint16_t>(node.number_of("published")));
  }

  test::client visit() {
    test::client visitor{client_port};
    visitor.send_all("?");
    BOOST_TEST(visitor.receive(1) == "?");
    return visitor;
  }
  connection_info only_connection() { return ask<std::vector<connection_info>>(far, list_connections{}).at(0); }
  void kill() {
    node.process.signal(SIGKILL);
    node.process.wait();
  }

  other_node node{"serve"};
  int client_port = 0;
  caf::actor far;
};

/// A server here, whose connections an actor in another process handles.
struct handled_elsewhere : remote_server {
  handled_elsewhere() { start(reach(static_cast<std::uint16_t>(node.number_of("published")))); }

  other_node node{"handle"};
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_remote)

BOOST_FIXTURE_TEST_CASE(a_connection_is_written_to_and_closed_from_another_node, served_elsewhere) {
  auto visitor = visit();
  const auto found = only_connection();
  BOOST_TEST(found.remote == "127.0.0.1:" + std::to_string(visitor.local_port()));
  BOOST_TEST(to_string(ask<write_result>(found.handle, actors::write{"from afar"}).status) == "accepted");
  BOOST_TEST(visitor.receive(9) == "from afar");
  self->send(found.handle, write_line{"line"});
  BOOST_TEST(visitor.receive(6) == "line\r\n");
  self->send(found.handle, actors::close{});
  BOOST_TEST(visitor.receive_until_closed().empty());
}

BOOST_FIXTURE_TEST_CASE(a_connection_is_paused_from_another_node, served_elsewhere) {
  auto visitor = visit();
  const auto found = only_connection();
  self->send(found.handle, actors::pause{});
  BOOST_TEST(ask<connection_info>(found.handle, info{}).paused);
  visitor.send_all("later");
  BOOST_TEST(ask<connection_info>(found.handle, info{}).paused);
  BOOST_TEST(visitor.receive_available().empty());
  self->send(found.handle, resume{});
  BOOST_TEST(visitor.receive(5) == "later");
}

BOOST_FIXTURE_TEST_CASE(all_of_a_server_can_be_asked_from_another_node, served_elsewhere) {
  auto visitor = visit();
  const auto where = ask<listening_info>(far, get_listening{});
  BOOST_TEST(where.endpoints.at(0) == "127.0.0.1:" + std::to_string(client_port));
  const auto id = only_connection().id;
  BOOST_TEST(ask<connection_info>(far, find_connection{id}).id == id);
  self->send(far, broadcast{{id}, net::slice::copy_of("to all")});
  BOOST_TEST(visitor.receive(6) == "to all");
  const auto failed = error_of<find_connection, connection_info>(far, find_connection{4711});
  BOOST_TEST((failed == server_error::no_such_connection));
  BOOST_TEST(!ask<listening_info>(far, stop_listening{}).listening);
  self->send(far, disconnect_some{{id}});
  BOOST_TEST(visitor.receive_until_closed().empty());
}

BOOST_FIXTURE_TEST_CASE(who_monitors_a_connection_of_another_node_learns_its_end, served_elsewhere) {
  auto visitor = visit();
  const auto found = only_connection();
  self->monitor(found.handle);
  visitor.close();
  BOOST_TEST((expect<caf::down_msg>().source == found.handle.address()));
  const auto failed = error_of<actors::write, write_result>(found.handle, actors::write{"late"});
  BOOST_TEST(static_cast<bool>(failed));
}

BOOST_FIXTURE_TEST_CASE(who_monitors_a_connection_learns_that_its_node_was_killed, served_elsewhere) {
  auto visitor = visit();
  const auto found = only_connection();
  self->monitor(found.handle);
  self->monitor(far);
  kill();
  std::vector<caf::actor_addr> gone;
  gone.push_back(expect<caf::down_msg>().source);
  gone.push_back(expect<caf::down_msg>().source);
  for (const auto& expected : {found.handle.address(), far.address()})
    BOOST_TEST((std::find(gone.begin(), gone.end(), expected) != gone.end()));
}

BOOST_FIXTURE_TEST_CASE(a_handler_on_another_node_gets_what_clients_send, handled_elsewhere) {
  auto visitor = connect();
  for (int round = 0; round < 50; ++round) {
    visitor.send_all("round " + std::to_string(round % 10));
    BOOST_TEST(visitor.receive(7) == "round " + std::to_string(round % 10));
  }
}

BOOST_FIXTURE_TEST_CASE(a_handler_on_another_node_is_waited_for, handled_elsewhere) {
  auto visitor = connect();
  visitor.send_all("x");
  BOOST_TEST(visitor.receive(1) == "x");
  // It stands still; its client is slowed down, and nothing is lost.
  node.process.signal(SIGSTOP);
  const std::string piece(64 * 1024, 'y');
  std::size_t sent = 0;
  for (int refused = 0; refused < 20;) {
    const auto some = visitor.send_some(piece);
    sent += some;
    refused = some == 0 ? refused + 1 : 0;
    BOOST_TEST_REQUIRE(sent < 256U * 1024 * 1024);
    ask<std::vector<connection_info>>(server, list_connections{});
  }
  node.process.signal(SIGCONT);
  BOOST_TEST((visitor.receive(sent) == std::string(sent, 'y')));
}

BOOST_FIXTURE_TEST_CASE(clients_of_a_handler_whose_node_was_killed_are_closed, handled_elsewhere) {
  auto visitor = connect();
  visitor.send_all("x");
  BOOST_TEST(visitor.receive(1) == "x");
  node.process.signal(SIGKILL);
  BOOST_TEST(visitor.receive_until_closed().empty());
}

BOOST_AUTO_TEST_SUITE_END()
