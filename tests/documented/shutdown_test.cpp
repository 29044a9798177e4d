#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

using troupe::test::client;
using troupe::test::idle_server;
using troupe::test::joined_client;
using troupe::test::started_server;

BOOST_AUTO_TEST_SUITE(shutdown_method)

BOOST_FIXTURE_TEST_CASE(stops_listening_and_disconnects_everybody, started_server) {
  std::vector<joined_client> clients;
  for (int i = 0; i < 20; ++i)
    clients.push_back(join());
  const int port = server.LocalPort();
  server.Shutdown();
  BOOST_TEST(!server.Listening());
  BOOST_CHECK_THROW(client{port}, std::exception);
  until([&] { return events.count("Disconnected") == 20; });
  for (auto& one : clients) {
    BOOST_TEST(pump_receive_until_closed(server, one.socket) == "");
    BOOST_TEST(one.socket.error() == 0);
    BOOST_TEST(events.last("Disconnected", one.id).code == 0);
    BOOST_TEST(events.last("Disconnected", one.id).text == "OK");
  }
  BOOST_TEST(server.Connections().empty());
}

BOOST_FIXTURE_TEST_CASE(without_clients_or_before_the_start_does_no_harm, idle_server) {
  server.Shutdown();
  start();
  server.Shutdown();
  server.Shutdown();
  BOOST_TEST(!server.Listening());
  troupe::test::pump(server, 3);
  BOOST_TEST(events.all().empty());
}

BOOST_FIXTURE_TEST_CASE(within_a_handler_ends_that_connection_too, started_server) {
  events.then_data_in = [&](troupe::DataInEvent& e) {
    server.SendLine(e.ConnectionId, "bye");
    server.Shutdown();
  };
  auto one = join();
  auto other = join();
  one.socket.send_all("shut down");
  until([&] { return events.count("Disconnected") == 2; });
  BOOST_TEST(pump_receive_until_closed(server, one.socket) == "bye\r\n");
  BOOST_TEST(pump_receive_until_closed(server, other.socket) == "");
  BOOST_TEST(events.count("Disconnected", one.id) == 1U);
  BOOST_TEST(!server.Listening());
}

BOOST_FIXTURE_TEST_CASE(within_connection_request_lets_nobody_in, started_server) {
  const auto before = join();
  events.then_connection_request = [&](troupe::ConnectionRequestEvent&) { server.Shutdown(); };
  auto late = connect();
  until("Disconnected", before.id);
  pump_receive_until_closed(server, late);
  BOOST_TEST(events.count("Connected") == 1U);
}

BOOST_FIXTURE_TEST_CASE(within_connected_and_disconnected_is_fine, started_server) {
  events.then_connected = [&](troupe::ConnectedEvent&) { server.Shutdown(); };
  events.then_disconnected = [&](troupe::DisconnectedEvent&) { server.Shutdown(); };
  auto one = connect();
  pump_receive_until_closed(server, one);
  until([&] { return events.has("Disconnected"); });
  BOOST_TEST(events.count("Disconnected") == 1U);
}

BOOST_FIXTURE_TEST_CASE(delivers_what_was_sent_before, started_server) {
  auto one = join();
  const std::string much(100'000, 'x');
  server.SendText(one.id, much);
  server.Shutdown();
  BOOST_TEST((pump_receive_until_closed(server, one.socket) == much));
}

BOOST_FIXTURE_TEST_CASE(ends_paused_connections, started_server) {
  auto one = join();
  server.PauseData(one.id);
  one.socket.send_all("unread");
  troupe::test::pump(server, 3);
  server.Shutdown();
  until("Disconnected", one.id);
  BOOST_TEST(!events.has("DataIn"));
}

BOOST_FIXTURE_TEST_CASE(is_not_the_end_because_start_listening_starts_again, started_server) {
  for (int round = 0; round < 5; ++round) {
    auto one = join();
    server.Shutdown();
    until("Disconnected", one.id);
    server.StartListening();
    BOOST_TEST(server.Listening());
  }
  auto last = join();
  last.socket.send_all("still works");
  until([&] { return events.data(last.id) == "still works"; });
}

BOOST_FIXTURE_TEST_CASE(may_be_followed_by_start_listening_at_once, started_server) {
  auto old = join();
  server.Shutdown();
  server.StartListening();
  auto fresh = join();
  until("Disconnected", old.id);
  BOOST_TEST(connection(fresh.id).Connected());
}

BOOST_AUTO_TEST_SUITE_END()
