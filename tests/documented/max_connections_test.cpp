#include <algorithm>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/plain_only.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::client;
using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::idle_server;
using troupe::test::plain_only;
using troupe::test::pump;

namespace {

/// A server for three clients.
struct small_server : idle_server {
  small_server() { server.Config("MaxConnections=3"); }

  std::vector<client> connect_many(std::size_t count) {
    std::vector<client> clients;
    for (std::size_t i = 0; i < count; ++i)
      clients.push_back(connect());
    return clients;
  }

  /// Until that many clients have been turned away.
  void until_closed(std::vector<client>& clients, std::size_t count) {
    until([&] {
      return static_cast<std::size_t>(std::count_if(clients.begin(), clients.end(), [](client& one) {
               one.receive_available();
               return one.closed();
             })) >= count;
    });
  }
};

std::size_t open_ones(const std::vector<client>& clients) {
  return static_cast<std::size_t>(
    std::count_if(clients.begin(), clients.end(), [](const client& one) { return !one.closed(); }));
}

} // namespace

BOOST_AUTO_TEST_SUITE(max_connections)

BOOST_AUTO_TEST_CASE(is_1000_by_default) {
  BOOST_TEST(troupe::TCPServer{}.Config("MaxConnections") == "1000");
}

BOOST_AUTO_TEST_CASE(may_be_more_than_the_documented_100000) {
  troupe::TCPServer server;
  for (const std::string value : {"1", "100000", "100001", "1000000", "10000000"}) {
    server.Config("MaxConnections=" + value);
    BOOST_TEST(server.Config("MaxConnections") == value);
  }
}

BOOST_AUTO_TEST_CASE(may_not_be_less_than_1_or_no_number) {
  troupe::TCPServer server;
  for (const std::string value : {"0", "-1", "", "many", "10000001", "99999999999999999999", "1.5"}) {
    BOOST_TEST(error_code_of([&] { server.Config("MaxConnections=" + value); }) == 1002, value);
    BOOST_TEST(server.Config("MaxConnections") == "1000");
  }
}

BOOST_FIXTURE_TEST_CASE(cannot_be_changed_while_listening, small_server) {
  start();
  const auto expected = "108 Cannot change MaxConnections when TCPServer is listening.";
  BOOST_TEST(error_of([&] { server.Config("MaxConnections=5"); }) == expected);
  BOOST_TEST(error_of([&] { server.Config("maxconnections=3"); }) == expected);
  BOOST_TEST(server.Config("MaxConnections") == "3");
}

BOOST_FIXTURE_TEST_CASE(admits_exactly_that_many_of_a_crowd, small_server) {
  start();
  auto clients = connect_many(20);
  until_closed(clients, 17);
  until([&] { return events.count("Connected") >= 3; }); // with TLS that is later than the refusals
  pump(server);
  BOOST_TEST(events.count("Connected") == 3U);
  BOOST_TEST(server.Connections().size() == 3U);
  BOOST_TEST(open_ones(clients) == 3U);
}

BOOST_FIXTURE_TEST_CASE(fires_no_events_for_those_it_refuses, small_server) {
  start();
  auto clients = connect_many(5);
  until_closed(clients, 2);
  BOOST_TEST(events.count("ConnectionRequest") == 3U);
  BOOST_TEST(!events.has("Disconnected"));
  BOOST_TEST(!events.has("Error"));
}

BOOST_FIXTURE_TEST_CASE(sends_the_message_to_those_it_refuses, small_server, *plain_only()) {
  server.Config("MaxConnectionsMessage=Full.\\r\\nCome again.\\r\\n");
  start();
  auto admitted = connect_many(3);
  until([&] { return events.count("Connected") == 3; });
  auto refused = connect();
  BOOST_TEST(pump_receive_until_closed(server, refused) == "Full.\r\nCome again.\r\n");
  BOOST_TEST(refused.error() == 0);
  BOOST_TEST(events.count("Connected") == 3U);
}

BOOST_FIXTURE_TEST_CASE(sends_the_message_although_the_client_has_sent_something, small_server, *plain_only()) {
  server.Config("MaxConnectionsMessage=Full.");
  start();
  auto admitted = connect_many(3);
  until([&] { return events.count("Connected") == 3; });
  auto refused = connect();
  refused.send_all("HELO\r\n");
  BOOST_TEST(pump_receive(server, refused, 5) == "Full.");
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_ends_makes_room, small_server) {
  start();
  auto clients = connect_many(3);
  until([&] { return events.count("Connected") == 3; });
  for (std::size_t round = 0; round < 10; ++round) {
    const auto id = (*server.Connections().begin()).ConnectionId();
    server.Disconnect(id);
    until("Disconnected", id);
    auto fresh = join();
    BOOST_TEST(server.Connections().size() == 3U);
    clients.push_back(std::move(fresh.socket));
  }
}

BOOST_FIXTURE_TEST_CASE(a_client_that_is_rejected_by_the_application_takes_no_room, small_server) {
  events.then_connection_request = [&](troupe::ConnectionRequestEvent& e) {
    e.Accept = events.count("ConnectionRequest") > 10;
  };
  start();
  auto rejected = connect_many(10);
  until_closed(rejected, 10);
  auto admitted = connect_many(3);
  until([&] { return events.count("Connected") == 3; });
  BOOST_TEST(open_ones(admitted) == 3U);
}

BOOST_FIXTURE_TEST_CASE(can_be_raised_with_live_connections_while_not_listening, small_server) {
  start();
  auto clients = connect_many(3);
  until([&] { return events.count("Connected") == 3; });
  server.StopListening();
  server.Config("MaxConnections=5");
  server.StartListening();
  auto more = connect_many(4);
  until_closed(more, 2);
  until([&] { return server.Connections().size() == 5U; });
  BOOST_TEST(!events.has("Disconnected"));
}

BOOST_FIXTURE_TEST_CASE(lowered_keeps_the_connections_that_are_there, small_server) {
  start();
  auto clients = connect_many(3);
  until([&] { return events.count("Connected") == 3; });
  server.StopListening();
  server.Config("MaxConnections=1");
  server.StartListening();
  auto more = connect_many(1);
  until_closed(more, 1);
  BOOST_TEST(server.Connections().size() == 3U);
  server.Disconnect((*server.Connections().begin()).ConnectionId());
  until("Disconnected", 0);
  auto another = connect_many(1);
  until_closed(another, 1);
  BOOST_TEST(server.Connections().size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(with_the_policy_wait_the_next_client_is_served_when_another_leaves, small_server) {
  server.Config("MaxConnectionsPolicy=Wait");
  start();
  auto clients = connect_many(10);
  until([&] { return events.count("Connected") == 3; });
  pump(server);
  BOOST_TEST(events.count("Connected") == 3U);
  for (std::size_t served = 3; served < 10; ++served) {
    BOOST_TEST(server.Connections().size() == 3U);
    const auto id = (*server.Connections().begin()).ConnectionId();
    server.Disconnect(id);
    until("Disconnected", id);
    until([&] { return events.count("Connected") == served + 1; });
  }
  pump(server);
  BOOST_TEST(events.count("Connected") == 10U);
  BOOST_TEST(server.Connections().size() == 3U);
}

BOOST_FIXTURE_TEST_CASE(with_the_policy_wait_nothing_that_was_sent_meanwhile_is_lost, small_server) {
  server.Config("MaxConnectionsPolicy=Wait");
  start();
  auto clients = connect_many(3);
  until([&] { return events.count("Connected") == 3; });
  auto waiting = connect();
  waiting.send_all("patient");
  pump(server);
  BOOST_TEST(!waiting.closed());
  clients.clear();
  until([&] { return events.has("DataIn"); });
  BOOST_TEST(events.last("DataIn").text == "patient");
}

BOOST_FIXTURE_TEST_CASE(with_the_policy_wait_stop_listening_rejects_those_who_wait, small_server) {
  server.Config("MaxConnectionsPolicy=Wait");
  start();
  auto clients = connect_many(3);
  until([&] { return events.count("Connected") == 3; });
  auto waiting = connect_many(4);
  pump(server);
  server.StopListening();
  until_closed(waiting, 4);
  BOOST_TEST(events.count("Connected") == 3U);
  BOOST_TEST(server.Connections().size() == 3U);
}

BOOST_FIXTURE_TEST_CASE(the_policy_cannot_be_changed_while_listening_and_takes_two_names, small_server) {
  BOOST_TEST(server.Config("MaxConnectionsPolicy") == "Refuse");
  BOOST_TEST(error_code_of([&] { server.Config("MaxConnectionsPolicy=Queue"); }) == 1002);
  server.Config("MaxConnectionsPolicy=wait");
  BOOST_TEST(server.Config("MaxConnectionsPolicy") == "Wait");
  start();
  BOOST_TEST(error_code_of([&] { server.Config("MaxConnectionsPolicy=Refuse"); }) == 1003);
}

BOOST_AUTO_TEST_SUITE_END()
