#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"

using namespace std::string_literals;
using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::started_server;

BOOST_AUTO_TEST_SUITE(connections)

BOOST_AUTO_TEST_CASE(is_empty_without_clients) {
  const troupe::TCPServer server;
  BOOST_TEST(server.Connections().empty());
  BOOST_TEST(server.Connections().size() == 0U);
  BOOST_TEST(error_of([&] { server.Connections()[1]; }) == "126 Invalid ConnectionId.");
}

BOOST_FIXTURE_TEST_CASE(has_every_client_under_its_id, started_server) {
  std::vector<troupe::test::joined_client> clients;
  for (int i = 0; i < 5; ++i)
    clients.push_back(join());
  const auto list = server.Connections();
  BOOST_TEST(list.size() == 5U);
  for (const auto& one : clients) {
    BOOST_TEST(list.contains(one.id));
    BOOST_TEST(list[one.id].ConnectionId() == one.id);
    BOOST_TEST(list[one.id].RemotePort() == one.socket.local_port());
    BOOST_TEST(server.Connections(one.id).RemotePort() == one.socket.local_port());
  }
  BOOST_TEST(error_of([&] { server.Connections(99); }) == "126 Invalid ConnectionId.");
}

BOOST_FIXTURE_TEST_CASE(is_iterated_in_the_order_of_the_ids, started_server) {
  std::vector<troupe::test::joined_client> clients;
  for (int i = 0; i < 5; ++i)
    clients.push_back(join());
  std::vector<std::int64_t> ids;
  for (const auto& one : server.Connections())
    ids.push_back(one.ConnectionId());
  BOOST_TEST(ids.size() == 5U);
  BOOST_TEST(std::is_sorted(ids.begin(), ids.end()));
}

BOOST_FIXTURE_TEST_CASE(broadcasts_as_in_the_documented_example, started_server) {
  auto one = join();
  auto other = join();
  for (const auto& each : server.Connections())
    server.SendText(each.ConnectionId(), "Broadcast Data");
  BOOST_TEST(pump_receive(server, one.socket, 14) == "Broadcast Data");
  BOOST_TEST(pump_receive(server, other.socket, 14) == "Broadcast Data");
}

BOOST_FIXTURE_TEST_CASE(an_unknown_id_is_error_126, started_server) {
  const auto one = join();
  const auto list = server.Connections();
  for (const std::int64_t id : {std::int64_t{0}, std::int64_t{-1}, one.id + 1, INT64_MAX, INT64_MIN}) {
    BOOST_TEST(!list.contains(id));
    BOOST_TEST(error_of([&] { list[id]; }) == "126 Invalid ConnectionId.");
  }
}

BOOST_FIXTURE_TEST_CASE(loses_a_client_with_its_disconnected_event, started_server) {
  auto one = join();
  const auto other = join();
  std::size_t during = 0;
  events.then_disconnected = [&](troupe::DisconnectedEvent&) { during = server.Connections().size(); };
  one.socket.close();
  until("Disconnected", one.id);
  BOOST_TEST(!server.Connections().contains(one.id));
  BOOST_TEST(server.Connections().contains(other.id));
  BOOST_TEST(during == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_list_stays_as_it_was_when_clients_come_and_go, started_server) {
  const auto one = join();
  const auto list = server.Connections();
  const auto later = join();
  server.Disconnect(one.id);
  until("Disconnected", one.id);
  BOOST_TEST(list.size() == 1U);
  BOOST_TEST(!list[one.id].Connected());
  BOOST_TEST(!list.contains(later.id));
}

BOOST_FIXTURE_TEST_CASE(clients_may_be_disconnected_while_iterating, started_server) {
  std::vector<troupe::test::joined_client> clients;
  for (int i = 0; i < 10; ++i)
    clients.push_back(join());
  for (const auto& each : server.Connections())
    server.Disconnect(each.ConnectionId());
  until([&] { return events.count("Disconnected") == 10; });
  BOOST_TEST(server.Connections().empty());
}

BOOST_FIXTURE_TEST_CASE(has_the_client_in_its_connected_event, started_server) {
  bool contained = false;
  events.then_connected = [&](troupe::ConnectedEvent& e) { contained = server.Connections().contains(e.ConnectionId); };
  join();
  BOOST_TEST(contained);
}

BOOST_FIXTURE_TEST_CASE(never_uses_an_id_again, started_server) {
  std::set<std::int64_t> ids;
  for (int i = 0; i < 50; ++i) {
    auto one = join();
    BOOST_TEST(one.id > 0);
    BOOST_TEST(ids.insert(one.id).second);
    one.socket.close();
    until("Disconnected", one.id);
  }
}

BOOST_FIXTURE_TEST_CASE(never_uses_an_id_again_after_shutdown_reset_and_other_threads, started_server) {
  std::set<std::int64_t> ids;
  for (const auto* setting : {"WorkerThreads=0", "WorkerThreads=2", "WorkerThreads=1", "WorkerThreads=0"}) {
    for (int i = 0; i < 5; ++i)
      BOOST_TEST(ids.insert(join().id).second);
    server.Shutdown();
    until([&] { return server.Connections().empty() && events.count("Disconnected") == ids.size(); });
    server.Reset();
    server.Config("DoEventsWait=5");
    server.LocalHost("127.0.0.1");
    server.Config(setting);
    // 1011 as long as the thread of the last connection is still busy with its Disconnected.
    until([&] { return error_code_of([&] { server.StartListening(); }) != 1011; });
  }
  server.Shutdown();
}

BOOST_AUTO_TEST_SUITE_END()
