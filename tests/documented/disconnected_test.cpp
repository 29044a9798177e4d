#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/plain_only.hpp"
#include "troupe/tests/support/fixture.hpp"

// The documented Disconnected event, when it is the client who ends the connection.

namespace {

using namespace troupe;
using namespace troupe::test;

} // namespace

BOOST_AUTO_TEST_SUITE(disconnected)

BOOST_FIXTURE_TEST_CASE(fires_with_0_and_ok_when_the_client_closes, started_server) {
  auto peer = join();
  peer.socket.close();
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 0);
  BOOST_TEST(events.last("Disconnected").text == "OK");
}

BOOST_FIXTURE_TEST_CASE(fires_with_10054_when_the_client_resets, started_server) {
  auto peer = join();
  peer.socket.reset();
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 10054);
  BOOST_TEST(events.last("Disconnected").text == "[10054] Connection reset by peer.");
}

BOOST_FIXTURE_TEST_CASE(fires_with_10054_when_the_client_resets_while_data_is_queued, started_server) {
  auto peer = join({false, 8192});
  BOOST_CHECK_THROW(server.Send(peer.id, std::string(20'000'000, 'q')), Error);
  peer.socket.reset();
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 10054);
}

BOOST_FIXTURE_TEST_CASE(is_the_last_event_of_a_connection_and_fires_once, started_server) {
  auto peer = join();
  peer.socket.send_all("last words");
  peer.socket.close();
  until("Disconnected", peer.id);
  pump(server);
  const auto id = std::to_string(peer.id);
  const std::vector<std::string> expected{"Connected " + id + " 0 OK", "ReadyToSend " + id,
                                          "DataIn " + id + " last words", "Disconnected " + id + " 0 OK"};
  BOOST_TEST(events.lines(peer.id) == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(comes_after_connected_even_when_the_client_is_gone_by_then, started_server, *plain_only()) {
  connect().close();
  until([&] { return events.has("Disconnected"); });
  const auto all = events.all();
  BOOST_REQUIRE(all.size() == 4U);
  BOOST_TEST(all[1].name == "Connected");
  BOOST_TEST(all[3].name == "Disconnected");
  BOOST_TEST(all[3].connection_id == all[1].connection_id);
}

BOOST_FIXTURE_TEST_CASE(comes_after_an_unfinished_line_which_has_eol_false, started_server) {
  server.DefaultEOL("\r\n");
  auto peer = join();
  peer.socket.send_all("whole\r\nhalf");
  peer.socket.shutdown_write();
  until("Disconnected", peer.id);
  const auto data = events.of("DataIn");
  BOOST_REQUIRE(data.size() == 2U);
  BOOST_TEST(data[0].flag);
  BOOST_TEST(data[1].text == "half");
  BOOST_TEST(!data[1].flag);
  BOOST_TEST(events.all().back().name == "Disconnected");
}

BOOST_FIXTURE_TEST_CASE(comes_after_megabytes_that_the_client_sent_before_it_closed, started_server) {
  auto peer = join();
  std::size_t received = 0;
  server.OnDataIn([&](DataInEvent& e) { received += e.TextB.size(); });
  pump_send(server, peer.socket, std::string(5'000'000, 'm'));
  peer.socket.close();
  until("Disconnected", peer.id);
  BOOST_TEST(received == 5'000'000U);
  BOOST_TEST(events.last("Disconnected").code == 0);
}

BOOST_FIXTURE_TEST_CASE(leaves_time_to_answer_a_client_that_finished_sending, started_server) {
  server.DefaultEOL("\n");
  events.then_data_in = [&](DataInEvent& e) { server.SendLine(e.ConnectionId, "answer to " + std::string{e.Text}); };
  auto peer = join();
  peer.socket.send_all("one\ntwo");
  peer.socket.shutdown_write();
  BOOST_TEST(pump_receive_until_closed(server, peer.socket) == "answer to one\r\nanswer to two\r\n");
  BOOST_TEST(peer.socket.error() == 0);
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 0);
}

BOOST_FIXTURE_TEST_CASE(waits_for_a_long_answer_to_a_client_that_finished_sending, idle_server) {
  server.Config("SendQueueLimit=8000000");
  server.Config("OutBufferSize=16384");
  start();
  const std::string answer(5'000'000, 'a');
  events.then_data_in = [&](DataInEvent& e) { server.Send(e.ConnectionId, answer); };
  auto peer = join({false, 8192});
  peer.socket.send_all("?");
  peer.socket.shutdown_write();
  until("DataIn", peer.id);
  pump(server);
  BOOST_TEST(!events.has("Disconnected"));
  BOOST_TEST((pump_receive_until_closed(server, peer.socket) == answer));
  until("Disconnected", peer.id);
}

BOOST_FIXTURE_TEST_CASE(lets_its_handler_use_the_server, started_server) {
  auto stays = join();
  auto goes = join();
  std::size_t left = 99;
  events.then_disconnected = [&](DisconnectedEvent& e) {
    left = server.Connections().size();
    BOOST_CHECK_THROW(server.Send(e.ConnectionId, "x"), Error);
    server.SendLine(stays.id, "somebody left");
  };
  goes.socket.close();
  BOOST_TEST(pump_receive(server, stays.socket, 15) == "somebody left\r\n");
  BOOST_TEST(left == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
