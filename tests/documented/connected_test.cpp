#include <boost/test/unit_test.hpp>

#include "troupe/api/simulation_state.hpp"
#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"

// The documented Connected event, and what comes with it.

namespace {

using namespace troupe;
using namespace troupe::test;

// A server on a simulated network, whose connections fail as ordered.
struct failing_network {
  event_log events; // outlives the server
  Simulation simulation;
  TCPServer server{simulation};

  failing_network() {
    events.attach(server);
    server.LocalPort(7);
    server.StartListening();
  }
  void fail_next(std::errc reason) {
    simulation.Inside().network.faults().fail(net::simulated_operation::open, 1, reason);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(connected)

BOOST_FIXTURE_TEST_CASE(fires_with_status_code_0_and_ok, started_server) {
  const auto peer = join();
  const auto event = events.last("Connected", peer.id);
  BOOST_TEST(event.code == 0);
  BOOST_TEST(event.text == "OK");
  BOOST_TEST(events.count("Connected") == 1U);
}

BOOST_FIXTURE_TEST_CASE(follows_connection_request_and_is_followed_by_ready_to_send, started_server) {
  const auto peer = join();
  const auto all = events.all();
  BOOST_REQUIRE(all.size() == 3U);
  BOOST_TEST(all[0].name == "ConnectionRequest");
  BOOST_TEST(all[1].name == "Connected");
  BOOST_TEST(all[2].name == "ReadyToSend");
  BOOST_TEST(all[2].connection_id == peer.id);
}

BOOST_FIXTURE_TEST_CASE(comes_before_data_that_was_already_there, started_server) {
  auto early = connect();
  early.send_all("early");
  until([&] { return events.has("DataIn"); });
  const auto id = events.last("Connected").connection_id;
  const std::vector<std::string> expected{"Connected " + std::to_string(id) + " 0 OK",
                                          "ReadyToSend " + std::to_string(id),
                                          "DataIn " + std::to_string(id) + " early"};
  BOOST_TEST(events.lines(id) == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(gives_every_connection_an_id_of_its_own, started_server) {
  const auto first = join();
  auto second = join();
  BOOST_TEST(first.id != second.id);
  second.socket.close();
  until("Disconnected", second.id);
  const auto third = join();
  BOOST_TEST(third.id != first.id);
  BOOST_TEST(third.id != second.id);
}

BOOST_FIXTURE_TEST_CASE(lets_its_handler_set_up_the_connection_before_any_data, started_server) {
  events.then_connected = [&](ConnectedEvent& e) {
    BOOST_TEST(connection(e.ConnectionId).Connected());
    connection(e.ConnectionId).EOL(";");
    connection(e.ConnectionId).MaxLineLength(300);
  };
  auto early = connect();
  early.send_all("one;two;");
  until([&] { return events.count("DataIn") == 2; });
  BOOST_TEST(events.of("DataIn")[0].text == "one");
  BOOST_TEST(connection(events.last("Connected").connection_id).MaxLineLength() == 300);
}

BOOST_FIXTURE_TEST_CASE(lets_its_handler_send_and_disconnect, started_server) {
  events.then_connected = [&](ConnectedEvent& e) {
    server.SendLine(e.ConnectionId, "full, sorry");
    server.Disconnect(e.ConnectionId);
  };
  auto peer = connect();
  BOOST_TEST(pump_receive_until_closed(server, peer) == "full, sorry\r\n");
  BOOST_TEST(peer.error() == 0);
  until([&] { return events.has("Disconnected"); });
  BOOST_TEST(events.count("ReadyToSend") == 0U);
}

BOOST_FIXTURE_TEST_CASE(tells_where_the_client_comes_from, started_server) {
  const auto peer = join();
  const auto here = connection(peer.id);
  BOOST_TEST(here.RemoteHost() == "127.0.0.1");
  BOOST_TEST(here.RemotePort() == peer.socket.local_port());
  BOOST_TEST(here.LocalAddress() == "127.0.0.1");
}

BOOST_FIXTURE_TEST_CASE(fires_with_the_error_when_a_connection_fails_and_nothing_else_follows, failing_network) {
  fail_next(std::errc::connection_reset);
  auto peer = simulation.Connect(7);
  peer.Send("lost");
  pump(server);
  const auto event = events.last("Connected");
  BOOST_TEST(event.code == 10054);
  BOOST_TEST(event.text == "[10054] Connection reset by peer.");
  BOOST_TEST(event.connection_id > 0);
  BOOST_TEST(events.lines(event.connection_id).size() == 1U);
  BOOST_TEST(events.all().size() == 2U); // the other is its ConnectionRequest
  BOOST_TEST(server.Connections().empty());
}

BOOST_FIXTURE_TEST_CASE(of_a_connection_that_failed_gives_an_id_that_can_not_be_used, failing_network) {
  int in_connected = 0;
  events.then_connected = [&](ConnectedEvent& e) {
    in_connected = e.StatusCode == 0 ? 0 : error_code_of([&] { server.Connections(e.ConnectionId); });
  };
  fail_next(std::errc::no_buffer_space);
  const auto peer = simulation.Connect(7);
  pump(server);
  const auto id = events.last("Connected").connection_id;
  BOOST_TEST(events.last("Connected").code == 10055);
  BOOST_TEST(in_connected == 126);
  BOOST_TEST(error_code_of([&] { server.SendText(id, "nobody"); }) == 126);
}

BOOST_FIXTURE_TEST_CASE(fires_for_the_next_client_after_one_that_failed, failing_network) {
  fail_next(std::errc::connection_reset);
  const auto lost = simulation.Connect(7);
  pump(server);
  auto next = simulation.Connect(7);
  next.Send("hello");
  pump(server);
  BOOST_TEST(events.last("Connected").code == 0);
  BOOST_TEST(events.data(events.last("Connected").connection_id) == "hello");
}

BOOST_AUTO_TEST_SUITE_END()
