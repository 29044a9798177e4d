#include <chrono>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::client;
using troupe::test::error_code_of;
using troupe::test::idle_server;
using troupe::test::joined_client;
using troupe::test::pump;
using troupe::test::started_server;

namespace {

std::ptrdiff_t entries_of(const char* directory) {
  return std::distance(std::filesystem::directory_iterator{directory}, std::filesystem::directory_iterator{});
}

/// A listening server that the test destroys.
struct doomed_server {
  std::unique_ptr<started_server> it = std::make_unique<started_server>();

  troupe::TCPServer& server() { return it->server; }
};

/// The client meets the end of the connection, whichever.
void check_closed(client& one) {
  one.receive_until_closed();
  BOOST_TEST(one.closed());
}

} // namespace

BOOST_AUTO_TEST_SUITE(destruction)

BOOST_AUTO_TEST_CASE(right_after_construction_is_fine) {
  const troupe::TCPServer server;
  BOOST_TEST(!server.Listening());
}

BOOST_AUTO_TEST_CASE(without_ever_listening_is_fine) {
  troupe::TCPServer server;
  server.Config("DoEventsWait=0");
  server.DoEvents();
  server.Stop();
  BOOST_TEST(!server.Listening());
}

BOOST_AUTO_TEST_CASE(after_a_failed_start_is_fine) {
  troupe::TCPServer server;
  server.LocalHost("198.51.100.77");
  BOOST_TEST(error_code_of([&] { server.StartListening(); }) == 10049);
}

BOOST_FIXTURE_TEST_CASE(while_listening_frees_the_port, doomed_server) {
  const int port = server().LocalPort();
  it.reset();
  idle_server next;
  next.server.LocalPort(port);
  next.start();
  BOOST_TEST(next.server.LocalPort() == port);
}

BOOST_FIXTURE_TEST_CASE(with_clients_that_nobody_looked_at_closes_them, doomed_server) {
  auto one = it->connect();
  one.send_all("hello?");
  it.reset();
  check_closed(one);
}

BOOST_FIXTURE_TEST_CASE(with_live_connections_closes_them, doomed_server) {
  std::vector<joined_client> clients;
  for (int i = 0; i < 10; ++i)
    clients.push_back(it->join());
  it.reset();
  for (auto& one : clients)
    check_closed(one.socket);
}

BOOST_FIXTURE_TEST_CASE(after_stop_listening_closes_the_connections, doomed_server) {
  auto one = it->join();
  server().StopListening();
  it.reset();
  check_closed(one.socket);
}

BOOST_FIXTURE_TEST_CASE(after_shutdown_without_do_events_is_fine, doomed_server) {
  auto one = it->join();
  server().Shutdown();
  it.reset();
  check_closed(one.socket);
}

BOOST_FIXTURE_TEST_CASE(with_queued_data_does_not_wait_for_the_client, doomed_server) {
  auto one = it->join();
  BOOST_TEST(error_code_of([&] { server().SendText(one.id, std::string(1 << 24, 'x')); }) == 10035);
  it.reset();
  check_closed(one.socket);
}

BOOST_FIXTURE_TEST_CASE(while_a_connection_drains_does_not_wait_for_the_client, doomed_server) {
  auto one = it->join();
  BOOST_TEST(error_code_of([&] { server().SendText(one.id, std::string(1 << 24, 'x')); }) == 10035);
  server().Disconnect(one.id);
  pump(server(), 2);
  it.reset();
  check_closed(one.socket);
}

BOOST_FIXTURE_TEST_CASE(with_a_queued_file_is_fine, doomed_server) {
  auto one = it->join();
  server().SendFile(one.id, "/proc/self/exe");
  it.reset();
  check_closed(one.socket);
}

BOOST_FIXTURE_TEST_CASE(while_paused_with_unread_data_is_fine, doomed_server) {
  auto one = it->join();
  server().PauseData(one.id);
  one.socket.send_all("unread");
  pump(server(), 3);
  it.reset();
  check_closed(one.socket);
}

BOOST_FIXTURE_TEST_CASE(with_half_a_line_is_fine, doomed_server) {
  server().DefaultEOL("\n");
  auto one = it->join();
  one.socket.send_all("half");
  pump(server(), 3);
  it.reset();
  check_closed(one.socket);
}

BOOST_FIXTURE_TEST_CASE(with_idle_timeouts_that_run_is_fine, doomed_server) {
  server().DefaultIdleTimeout(3600);
  auto one = it->join();
  it.reset();
  check_closed(one.socket);
}

BOOST_FIXTURE_TEST_CASE(with_clients_that_wait_for_a_permit_closes_them, doomed_server) {
  server().StopListening();
  server().Config("MaxConnections=1");
  server().Config("MaxConnectionsPolicy=Wait");
  server().StartListening();
  auto one = it->join();
  auto waiting = it->connect();
  pump(server(), 3);
  it.reset();
  check_closed(one.socket);
  check_closed(waiting);
}

BOOST_FIXTURE_TEST_CASE(while_a_client_is_being_refused_is_fine, doomed_server) {
  server().StopListening();
  server().Config("MaxConnections=1");
  server().Config("MaxConnectionsMessage=Full");
  server().StartListening();
  auto one = it->join();
  auto refused = it->connect();
  pump(server(), 1);
  it.reset();
  check_closed(refused);
}

BOOST_FIXTURE_TEST_CASE(after_a_client_left_unnoticed_is_fine, doomed_server) {
  auto one = it->join();
  one.socket.reset();
  it.reset();
  BOOST_TEST(!it);
}

BOOST_AUTO_TEST_CASE(fires_no_events) {
  auto server = std::make_unique<troupe::TCPServer>();
  server->LocalHost("127.0.0.1");
  std::size_t fired = 0;
  server->OnConnected([&](troupe::ConnectedEvent&) { ++fired; });
  server->OnDisconnected([&](troupe::DisconnectedEvent&) { fired += 100; });
  server->StartListening();
  const client one{server->LocalPort()};
  troupe::test::pump_until(*server, [&] { return fired == 1; });
  server.reset();
  BOOST_TEST(fired == 1U);
}

BOOST_FIXTURE_TEST_CASE(is_survived_by_connection_handles, doomed_server) {
  const auto one = it->join();
  const auto list = server().Connections();
  const auto handle = it->connection(one.id);
  it.reset();
  BOOST_TEST(!handle.Connected());
  BOOST_TEST(handle.ConnectionId() == one.id);
  BOOST_TEST(error_code_of([&] { handle.UserData(); }) == 126);
  BOOST_TEST(error_code_of([&] { list[one.id].EOL("\n"); }) == 126);
}

BOOST_FIXTURE_TEST_CASE(is_survived_by_handles_of_ended_connections, doomed_server) {
  auto one = it->join();
  const auto handle = it->connection(one.id);
  one.socket.close();
  it->until("Disconnected", one.id);
  it.reset();
  BOOST_TEST(error_code_of([&] { handle.UserData(); }) == 126);
}

BOOST_AUTO_TEST_CASE(leaves_no_descriptors_and_threads_behind) {
  std::optional<started_server> first;
  first.emplace().join();
  first.reset();
  const auto descriptors = entries_of("/proc/self/fd");
  const auto threads = entries_of("/proc/self/task");
  for (const auto* setting : {"WorkerThreads=0", "WorkerThreads=3"}) {
    for (int round = 0; round < 5; ++round) {
      idle_server one;
      one.server.Config(setting);
      one.start();
      const auto joined = one.join();
      auto left = one.join();
      left.socket.close();
      one.until("Disconnected", left.id);
    }
  }
  BOOST_TEST(entries_of("/proc/self/fd") == descriptors);
  // A thread that was joined may be in that list for a moment longer.
  const auto deadline = std::chrono::steady_clock::now() + troupe::test::patience;
  while (entries_of("/proc/self/task") > threads && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  BOOST_TEST(entries_of("/proc/self/task") <= threads);
}

BOOST_AUTO_TEST_CASE(of_one_server_leaves_others_alone) {
  started_server survivor;
  auto one = survivor.join();
  {
    started_server other;
    other.join();
  }
  one.socket.send_all("still here");
  survivor.until([&] { return survivor.events.data(one.id) == "still here"; });
}

BOOST_AUTO_TEST_SUITE_END()
