#include <cerrno>
#include <cstddef>
#include <sstream>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"
#include "troupe/tests/support/temporary_file.hpp"

// The documented Disconnect and Linger.

namespace {

using namespace troupe;
using namespace troupe::test;

constexpr std::size_t several_megabytes = 6'000'000;

struct roomy_server : idle_server {
  roomy_server() {
    server.Config("SendQueueLimit=8000000");
    server.Config("OutBufferSize=16384");
  }
  joined_client join_narrow() {
    client::options how;
    how.receive_buffer = 8192;
    return join(how);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(disconnect)

BOOST_FIXTURE_TEST_CASE(ends_the_connection_with_status_code_0_and_ok, started_server) {
  auto peer = join();
  server.Disconnect(peer.id);
  BOOST_TEST(pump_receive_until_closed(server, peer.socket) == "");
  BOOST_TEST(peer.socket.error() == 0);
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 0);
  BOOST_TEST(events.last("Disconnected").text == "OK");
  pump(server);
  BOOST_TEST(events.count("Disconnected") == 1U);
}

BOOST_FIXTURE_TEST_CASE(makes_the_connection_id_invalid, started_server) {
  const auto peer = join();
  const auto handle = connection(peer.id);
  server.Disconnect(peer.id);
  until("Disconnected", peer.id);
  BOOST_TEST(!handle.Connected());
  BOOST_TEST(server.Connections().empty());
  const auto unknown = [](const Error& e) { return e.Code() == 126 && e.Description() == "Invalid ConnectionId."; };
  BOOST_CHECK_EXCEPTION(server.Disconnect(peer.id), Error, unknown);
  BOOST_CHECK_EXCEPTION(handle.RemoteHost(), Error, unknown);
}

BOOST_FIXTURE_TEST_CASE(leaves_other_connections_alone, started_server) {
  const auto one = join();
  auto two = join();
  server.Disconnect(one.id);
  until("Disconnected", one.id);
  two.socket.send_all("here");
  until([&] { return events.data(two.id) == "here"; });
}

BOOST_FIXTURE_TEST_CASE(delivers_what_was_sent_before, started_server) {
  auto peer = join();
  server.SendLine(peer.id, "goodbye");
  server.Disconnect(peer.id);
  BOOST_TEST(pump_receive_until_closed(server, peer.socket) == "goodbye\r\n");
  BOOST_TEST(peer.socket.error() == 0);
}

BOOST_FIXTURE_TEST_CASE(delivers_what_was_sent_before_to_a_client_that_sent_unread_data, started_server) {
  auto peer = join();
  server.PauseData(peer.id);
  peer.socket.send_all(std::string(10'000, 'u')); // close(2) alone would reset the connection because of these
  pump(server);
  server.SendLine(peer.id, "goodbye");
  server.Disconnect(peer.id);
  BOOST_TEST(pump_receive_until_closed(server, peer.socket) == "goodbye\r\n");
  BOOST_TEST(peer.socket.error() == 0);
}

BOOST_FIXTURE_TEST_CASE(delivers_megabytes_of_queued_data_first_when_linger_is_true, roomy_server) {
  start();
  auto peer = join_narrow();
  const std::string text(several_megabytes, 'l');
  server.Send(peer.id, text);
  server.Disconnect(peer.id);
  pump(server);
  BOOST_TEST(!events.has("Disconnected"));
  BOOST_TEST((pump_receive_until_closed(server, peer.socket) == text));
  BOOST_TEST(peer.socket.error() == 0);
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 0);
}

BOOST_FIXTURE_TEST_CASE(fires_no_more_data_in_while_it_delivers_the_rest, roomy_server) {
  start();
  auto peer = join_narrow();
  const std::string text(several_megabytes, 'l');
  server.Send(peer.id, text);
  server.Disconnect(peer.id);
  peer.socket.send_all("too late");
  pump_receive(server, peer.socket, text.size());
  until("Disconnected", peer.id);
  BOOST_TEST(!events.has("DataIn"));
}

BOOST_FIXTURE_TEST_CASE(resets_the_connection_when_linger_is_false, roomy_server) {
  server.Linger(false);
  start();
  auto peer = join_narrow();
  server.Send(peer.id, std::string(several_megabytes, 'a'));
  server.Disconnect(peer.id);
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 0);
  BOOST_TEST(pump_receive_until_closed(server, peer.socket).size() < several_megabytes);
  BOOST_TEST(peer.socket.error() == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(takes_linger_from_when_the_client_connected, roomy_server) {
  start();
  auto graceful = join();
  server.Linger(false);
  auto abrupt = join();
  server.Disconnect(graceful.id);
  server.Disconnect(abrupt.id);
  pump_receive_until_closed(server, graceful.socket);
  pump_receive_until_closed(server, abrupt.socket);
  BOOST_TEST(graceful.socket.error() == 0);
  BOOST_TEST(abrupt.socket.error() == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(stops_further_data_in_when_called_within_its_own_handler, started_server) {
  server.DefaultEOL("\n");
  events.then_data_in = [&](DataInEvent& e) {
    server.SendLine(e.ConnectionId, "bye");
    server.Disconnect(e.ConnectionId);
  };
  auto peer = join();
  peer.socket.send_all("quit\nmore\nand more\n");
  BOOST_TEST(pump_receive_until_closed(server, peer.socket) == "bye\r\n");
  until("Disconnected", peer.id);
  BOOST_TEST(events.count("DataIn") == 1U);
  BOOST_TEST(events.last("Disconnected").code == 0);
}

BOOST_FIXTURE_TEST_CASE(can_be_called_for_another_connection_within_a_handler, started_server) {
  auto victim = join();
  auto other = join();
  events.then_data_in = [&](DataInEvent& e) {
    if (e.ConnectionId == other.id)
      server.Disconnect(victim.id);
  };
  victim.socket.send_all("may or may not arrive");
  other.socket.send_all("now");
  pump_receive_until_closed(server, victim.socket);
  until("Disconnected", victim.id);
  BOOST_TEST(connection(other.id).Connected());
}

BOOST_FIXTURE_TEST_CASE(refuses_whatever_is_sent_after_it_with_10058, roomy_server) {
  start();
  auto peer = join_narrow();
  const temporary_folder folder;
  const auto file = folder.file("file", "more");
  const std::string text(several_megabytes, 'l');
  server.Send(peer.id, text);
  server.Disconnect(peer.id);
  std::istringstream stream{"more"};
  for (const int timeout : {0, 1}) {
    connection(peer.id).Timeout(timeout);
    BOOST_TEST(error_code_of([&] { server.Send(peer.id, "more"); }) == 10058);
    BOOST_TEST(error_code_of([&] { server.Send(peer.id, ""); }) == 10058);
    BOOST_TEST(error_code_of([&] { server.SendLine(peer.id, "more"); }) == 10058);
    BOOST_TEST(error_code_of([&] { server.SendFile(peer.id, file); }) == 10058);
    BOOST_TEST(error_code_of([&] { server.SendFile(peer.id, stream); }) == 10058);
    int elsewhere = 0;
    std::thread{[&] { elsewhere = error_code_of([&] { server.Send(peer.id, "more"); }); }}.join();
    BOOST_TEST(elsewhere == 10058);
  }
  BOOST_TEST(stream.tellg() == 0); // nothing was eaten
  BOOST_TEST(!connection(peer.id).ReadyToSend());
  BOOST_TEST((pump_receive_until_closed(server, peer.socket) == text));
}

BOOST_FIXTURE_TEST_CASE(may_be_called_twice_while_data_is_delivered, roomy_server) {
  start();
  auto peer = join_narrow();
  const std::string text(several_megabytes, 'l');
  server.Send(peer.id, text);
  server.Disconnect(peer.id);
  server.Disconnect(peer.id);
  BOOST_TEST((pump_receive_until_closed(server, peer.socket) == text));
  until("Disconnected", peer.id);
  pump(server);
  BOOST_TEST(events.count("Disconnected") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
