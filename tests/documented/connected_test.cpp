#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// The documented Connected event, and what comes with it.

namespace {

using namespace troupe;
using namespace troupe::test;

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

BOOST_AUTO_TEST_SUITE_END()
