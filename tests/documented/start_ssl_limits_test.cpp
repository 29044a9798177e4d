#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/starttls_server.hpp"
#include "troupe/tests/support/temporary_file.hpp"

using namespace troupe::test;

namespace {

using lines = std::vector<std::string>;

} // namespace

// What StartSSL refuses, and how a connection ends that it has begun TLS on.
BOOST_AUTO_TEST_SUITE(start_ssl_limits)

BOOST_FIXTURE_TEST_CASE(a_second_call_is_refused, started_starttls_server) {
  auto one = join_and_ask();
  const auto expected = "1011 This call is not possible now: this connection speaks TLS already";
  BOOST_TEST(error_of([&] { server.StartSSL(one.id); }) == expected);
  one.socket.start_tls();
  until("Connected", one.id, 2);
  BOOST_TEST(error_of([&] { server.StartSSL(one.id); }) == expected);
  one.socket.send_all("hello\r\n");
  BOOST_TEST(pump_receive(server, one.socket, 7) == "hello\r\n");
}

BOOST_FIXTURE_TEST_CASE(a_call_on_a_connection_that_began_with_tls_is_refused, started_tls_server) {
  const auto one = join();
  BOOST_TEST(error_code_of([&] { server.StartSSL(one.id); }) == 1011);
}

BOOST_FIXTURE_TEST_CASE(it_needs_a_certificate, started_server) {
  auto one = join();
  BOOST_TEST(error_of([&] { server.StartSSL(one.id); }) ==
             "282 Could not find server certificate: set SSLCert before StartSSL");
  server.Send(one.id, "still plain");
  BOOST_TEST(pump_receive(server, one.socket, 11) == "still plain");
}

BOOST_FIXTURE_TEST_CASE(it_takes_a_certificate_that_was_set_while_listening, started_server) {
  auto one = join();
  server.SSLCert(opened(own_certificate()));
  server.StartSSL(one.id);
  one.socket.start_tls();
  until("Connected", one.id, 2);
  BOOST_TEST(events.last("Connected", one.id).code == 0);
}

BOOST_FIXTURE_TEST_CASE(it_needs_the_id_of_a_connection, started_starttls_server) {
  for (const int id : {0, -1, 4711})
    BOOST_TEST(error_of([&] { server.StartSSL(id); }) == "126 Invalid ConnectionId.");
  auto one = join();
  one.socket.close();
  until("Disconnected", one.id);
  BOOST_TEST(error_of([&] { server.StartSSL(one.id); }) == "126 Invalid ConnectionId.");
}

BOOST_FIXTURE_TEST_CASE(it_works_with_every_start_mode_that_leaves_a_connection_plain, idle_server) {
  server.SSLCert(opened(own_certificate()));
  start();
  auto one = join();
  server.StartSSL(one.id);
  one.socket.start_tls();
  until("Connected", one.id, 2);
  BOOST_TEST(events.last("Connected", one.id).code == 0);
}

BOOST_FIXTURE_TEST_CASE(pause_data_holds_over_the_switch, started_starttls_server) {
  auto one = join();
  server.PauseData(one.id);
  begin(one.id);
  BOOST_TEST(pump_receive(server, one.socket, before.size()) == before);
  one.socket.start_tls();
  one.socket.send_all("hello\r\n");
  until("Connected", one.id, 2);
  pump(server);
  BOOST_TEST(events.count("DataIn", one.id) == 0U);
  BOOST_TEST(!connection(one.id).AcceptData());
  server.ProcessData(one.id);
  until("DataIn", one.id);
  BOOST_TEST(events.data(one.id) == "hello");
}

BOOST_FIXTURE_TEST_CASE(the_length_of_records_holds_over_the_switch, starttls_server) {
  events.then_data_in = [](troupe::DataInEvent&) {};
  start();
  auto one = join();
  server.ChangeRecordLength(one.id, 5);
  begin(one.id);
  pump_receive(server, one.socket, before.size());
  one.socket.start_tls();
  one.socket.send_all("first\r\n123rest");
  until("DataIn", one.id, 2);
  BOOST_TEST(events.of("DataIn", one.id)[0].text == "first");
  BOOST_TEST(events.of("DataIn", one.id)[1].text == "\r\n123");
}

BOOST_FIXTURE_TEST_CASE(the_end_of_lines_holds_over_the_switch, started_starttls_server) {
  auto one = join();
  connection(one.id).EOL(";");
  begin(one.id);
  pump_receive(server, one.socket, before.size());
  one.socket.start_tls();
  one.socket.send_all("a;b\r\nc;");
  until("DataIn", one.id, 2);
  BOOST_TEST(events.of("DataIn", one.id)[0].text == "a");
  BOOST_TEST(events.of("DataIn", one.id)[1].text == "b\r\nc");
}

BOOST_FIXTURE_TEST_CASE(half_a_line_before_it_is_no_beginning_of_a_line_after_it, started_starttls_server) {
  auto one = join();
  one.socket.send_all("half a line");
  pump(server);
  begin(one.id);
  until("Disconnected", one.id);
  BOOST_TEST(events.count("DataIn", one.id) == 0U);
  BOOST_TEST(events.last("Connected", one.id).code == 276);
}

BOOST_FIXTURE_TEST_CASE(a_synchronous_send_in_the_same_handler_is_refused_at_once, starttls_server) {
  const temporary_folder folder;
  const auto file = folder.file("some.txt", "content");
  std::vector<std::string> errors;
  events.then_data_in = [&](troupe::DataInEvent& e) {
    server.SendLine(e.ConnectionId, "220 go");
    server.StartSSL(e.ConnectionId);
    std::istringstream stream{"content"};
    errors.push_back(error_of([&] { server.SendLine(e.ConnectionId, "too early"); }));
    errors.push_back(error_of([&] { server.SendFile(e.ConnectionId, file); }));
    errors.push_back(error_of([&] { server.SendFile(e.ConnectionId, stream); }));
    connection(e.ConnectionId).Timeout(0);
    server.SendLine(e.ConnectionId, "not too early");
  };
  server.DefaultTimeout(10);
  start();
  auto one = join();
  one.socket.send_all("STARTTLS\r\n");
  BOOST_TEST(pump_receive(server, one.socket, 8) == "220 go\r\n");
  const std::string expected =
    "1011 This call is not possible now: the TLS handshake begins when this handler returns, "
    "and what is sent waits for it. Send with Timeout 0 here, or in the Connected event that "
    "follows";
  BOOST_TEST(errors == lines(3, expected), boost::test_tools::per_element());
  one.socket.start_tls();
  BOOST_TEST(pump_receive(server, one.socket, 15) == "not too early\r\n");
  BOOST_TEST(events.last("Connected", one.id).code == 0);
}

BOOST_FIXTURE_TEST_CASE(a_synchronous_send_in_the_connected_that_follows_is_sent, starttls_server) {
  events.then_connected = [&](troupe::ConnectedEvent& e) {
    if (events.count("Connected", e.ConnectionId) == 2)
      server.SendLine(e.ConnectionId, "welcome");
  };
  server.DefaultTimeout(10);
  start();
  auto one = join_and_secure();
  BOOST_TEST(pump_receive(server, one.socket, 9) == "welcome\r\n");
}

// The handler that began the handshake has returned: the wait lets it go on.
BOOST_FIXTURE_TEST_CASE(a_synchronous_send_outside_of_its_handlers_waits_for_the_handshake, started_starttls_server) {
  auto one = join_and_ask();
  one.socket.start_tls();
  connection(one.id).Timeout(20);
  server.SendLine(one.id, "welcome");
  BOOST_TEST(events.count("Connected", one.id) == 2U);
  BOOST_TEST(one.socket.receive(9) == "welcome\r\n");
}

BOOST_FIXTURE_TEST_CASE(disconnect_ends_a_connection_in_the_handshake, started_starttls_server) {
  auto one = join_and_ask();
  server.Disconnect(one.id);
  until("Disconnected", one.id);
  BOOST_TEST(pump_receive_until_closed(server, one.socket) == "");
  BOOST_TEST(one.socket.error() == 0);
  const lines expected{"Connected 1 0 OK", "ReadyToSend 1", "DataIn 1 STARTTLS", "Disconnected 1 0 OK"};
  BOOST_TEST(story(one.id) == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(disconnect_in_the_event_that_calls_it_ends_the_connection, starttls_server) {
  events.then_data_in = [this](troupe::DataInEvent& e) {
    begin(e.ConnectionId);
    server.Disconnect(e.ConnectionId);
  };
  start();
  auto one = join();
  one.socket.send_all("STARTTLS\r\n");
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Disconnected", one.id).code == 0);
  BOOST_TEST(pump_receive_until_closed(server, one.socket) == before);
}

BOOST_FIXTURE_TEST_CASE(shutdown_ends_a_connection_in_the_handshake, started_starttls_server) {
  auto one = join_and_ask();
  one.socket.send_all(client_hello_of({}).substr(0, 20));
  pump(server);
  server.Shutdown();
  until("Disconnected", one.id);
  BOOST_TEST(server.Connections().size() == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_closes_instead_of_a_handshake_has_failed, started_starttls_server) {
  auto one = join_and_ask();
  one.socket.close();
  until("Disconnected", one.id);
  const auto why = "276 Error during handshake: the client closed the connection during the handshake";
  const lines expected{"Connected 1 0 OK", "ReadyToSend 1", "DataIn 1 STARTTLS", "Connected 1 " + std::string{why},
                       "Disconnected 1 " + std::string{why}};
  BOOST_TEST(story(one.id) == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_client_that_resets_instead_of_a_handshake_has_failed, started_starttls_server) {
  auto one = join_and_ask();
  one.socket.reset();
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Connected", one.id).code == 10054);
  BOOST_TEST(events.last("Disconnected", one.id).code == 10054);
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_throws_in_the_second_connected_ends_the_connection, starttls_server) {
  events.then_connected = [this](troupe::ConnectedEvent& e) {
    if (events.count("Connected", e.ConnectionId) == 2)
      throw std::runtime_error{"not today"};
  };
  start();
  auto one = join_and_secure();
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Error", one.id).code == 1008);
  BOOST_TEST(events.last("Disconnected", one.id).code == 10053);
  auto other = idle_server::join();
  BOOST_TEST(connection(other.id).Connected());
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_throws_after_it_ends_the_connection, starttls_server) {
  events.then_data_in = [this](troupe::DataInEvent& e) {
    server.StartSSL(e.ConnectionId);
    throw std::runtime_error{"not today"};
  };
  start();
  auto one = join();
  one.socket.send_all("STARTTLS\r\n");
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Error", one.id).code == 1008);
  BOOST_TEST(events.last("Connected", one.id).code == 10053);
  BOOST_TEST(events.last("Disconnected", one.id).code == 10053);
}

BOOST_AUTO_TEST_SUITE_END()
