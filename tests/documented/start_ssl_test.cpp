#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/starttls_server.hpp"
#include "troupe/tests/support/temporary_file.hpp"

using namespace troupe::test;

namespace {

using lines = std::vector<std::string>;

std::string many(std::size_t count) {
  std::string bytes;
  while (bytes.size() < count)
    bytes += "line " + std::to_string(bytes.size()) + "\r\n";
  return bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(start_ssl)

BOOST_FIXTURE_TEST_CASE(begins_tls_on_a_plaintext_connection, started_starttls_server) {
  auto one = join_and_ask();
  one.socket.start_tls();
  one.socket.send_all("hello\r\n");
  BOOST_TEST(pump_receive(server, one.socket, 7) == "hello\r\n");
  BOOST_TEST(one.socket.tls()->complete());
  BOOST_TEST(one.socket.tls()->server_name() == "localhost");
}

BOOST_FIXTURE_TEST_CASE(fires_connected_again_when_the_handshake_is_complete, started_starttls_server) {
  auto one = join_and_ask();
  BOOST_TEST(events.count("Connected", one.id) == 1U);
  one.socket.start_tls();
  one.socket.send_all("hello\r\n");
  until("DataIn", one.id, 2);
  const lines expected{"Connected 1 0 OK", "ReadyToSend 1", "DataIn 1 STARTTLS", "Connected 1 0 OK", "DataIn 1 hello"};
  BOOST_TEST(story(one.id) == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(keeps_the_connection_in_connections_meanwhile, started_starttls_server) {
  const auto one = join_and_ask();
  BOOST_TEST(connection(one.id).Connected());
  BOOST_TEST(server.Connections().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(leaves_what_was_sent_before_it_plain_and_encrypts_the_rest, starttls_server) {
  after = "secret\r\n";
  start();
  auto one = join_and_ask();
  pump(server);
  BOOST_TEST(one.socket.receive_available() == "");
  one.socket.start_tls();
  BOOST_TEST(pump_receive(server, one.socket, after.size()) == after);
}

BOOST_FIXTURE_TEST_CASE(keeps_the_order_of_small_and_large_data_and_files_around_it, starttls_server) {
  const temporary_folder folder;
  const auto file = many(300000);
  const auto path = folder.file("data", file);
  const auto large = many(150000);
  before = "220 go\r\n" + large + file + "last\r\n";
  events.then_data_in = [&](troupe::DataInEvent& e) {
    server.SendText(e.ConnectionId, "220 go\r\n");
    server.SendText(e.ConnectionId, large);
    server.SendFile(e.ConnectionId, path);
    server.SendText(e.ConnectionId, "last\r\n");
    server.StartSSL(e.ConnectionId);
    server.SendText(e.ConnectionId, "small\r\n");
    server.SendFile(e.ConnectionId, path);
    server.SendText(e.ConnectionId, "end\r\n");
  };
  server.Config("SendQueueLimit=1048576");
  start();
  auto one = join();
  one.socket.send_all("STARTTLS\r\n");
  BOOST_TEST((pump_receive(server, one.socket, before.size()) == before));
  one.socket.start_tls();
  const auto expected = "small\r\n" + file + "end\r\n";
  BOOST_TEST((pump_receive(server, one.socket, expected.size()) == expected));
}

BOOST_FIXTURE_TEST_CASE(keeps_that_order_when_called_from_another_thread, starttls_server) {
  const auto large = many(100000);
  before = "220 go\r\n" + large;
  after = "secret\r\n" + large;
  start();
  auto one = join();
  std::thread caller{[&] { begin(one.id); }};
  const auto plain = pump_receive(server, one.socket, before.size());
  caller.join();
  BOOST_TEST((plain == before));
  one.socket.start_tls();
  BOOST_TEST((pump_receive(server, one.socket, after.size()) == after));
}

BOOST_FIXTURE_TEST_CASE(keeps_what_is_sent_during_the_handshake_until_it_is_complete, started_starttls_server) {
  auto one = join_and_ask();
  server.SendText(one.id, "early\r\n");
  pump(server);
  BOOST_TEST(one.socket.receive_available() == "");
  one.socket.start_tls();
  BOOST_TEST(pump_receive(server, one.socket, 7) == "early\r\n");
  BOOST_TEST(connection(one.id).BytesSent() == 7);
}

BOOST_FIXTURE_TEST_CASE(delivers_nothing_as_data_that_came_with_the_line, started_starttls_server) {
  auto one = join();
  one.socket.send_all("STARTTLS\r\nMAIL FROM:<evil@example.com>\r\n");
  until("Disconnected", one.id);
  BOOST_TEST(events.data(one.id) == "STARTTLS");
  const auto connected = events.of("Connected", one.id);
  BOOST_REQUIRE(connected.size() == 2U);
  BOOST_TEST(connected[1].code == 276);
  BOOST_TEST(connected[1].text.find("Error during handshake: the client does not speak TLS") == 0U, connected[1].text);
  BOOST_TEST(events.last("Disconnected", one.id).code == 276);
  BOOST_TEST(story(one.id).back().find("Disconnected") == 0U);
}

BOOST_FIXTURE_TEST_CASE(refuses_a_handshake_behind_an_injected_command, starttls_server) {
  before = "";
  start();
  auto one = join();
  tls_options how;
  how.before = "STARTTLS\r\nMAIL FROM:<evil@example.com>\r\n";
  one.socket.start_tls(how);
  until("Disconnected", one.id);
  BOOST_TEST(events.data(one.id) == "STARTTLS");
  BOOST_TEST(events.last("Connected", one.id).code == 276);
}

BOOST_FIXTURE_TEST_CASE(takes_a_client_hello_that_comes_with_the_line, starttls_server) {
  before = "";
  start();
  auto one = join();
  tls_options how;
  how.before = "STARTTLS\r\n";
  one.socket.start_tls(how);
  one.socket.send_all("hello\r\n");
  BOOST_TEST(pump_receive(server, one.socket, 7) == "hello\r\n");
}

BOOST_FIXTURE_TEST_CASE(takes_a_lf_of_crlf_that_comes_later_for_no_tls, starttls_server) {
  server.DefaultSingleLineMode(true);
  start();
  auto one = join();
  one.socket.send_all("STARTTLS\r");
  BOOST_TEST(pump_receive(server, one.socket, before.size()) == before);
  one.socket.send_all("\n");
  pump(server);
  one.socket.start_tls();
  one.socket.send_all("hello\n");
  BOOST_TEST(pump_receive(server, one.socket, 7) == "hello\r\n");
}

BOOST_FIXTURE_TEST_CASE(takes_a_lf_of_crlf_in_front_of_the_client_hello_for_no_tls, starttls_server) {
  server.DefaultSingleLineMode(true);
  start();
  auto one = join();
  one.socket.send_all("STARTTLS\r");
  BOOST_TEST(pump_receive(server, one.socket, before.size()) == before);
  tls_options how;
  how.before = "\n";
  one.socket.start_tls(how);
  one.socket.send_all("hello\n");
  BOOST_TEST(pump_receive(server, one.socket, 7) == "hello\r\n");
}

BOOST_FIXTURE_TEST_CASE(takes_a_client_hello_behind_a_bare_cr, starttls_server) {
  server.DefaultSingleLineMode(true);
  start();
  auto one = join();
  one.socket.send_all("STARTTLS\r");
  BOOST_TEST(pump_receive(server, one.socket, before.size()) == before);
  one.socket.start_tls();
  one.socket.send_all("hello\r");
  BOOST_TEST(pump_receive(server, one.socket, 7) == "hello\r\n");
}

BOOST_FIXTURE_TEST_CASE(may_be_called_as_soon_as_a_client_is_connected, starttls_server) {
  events.then_connected = [this](troupe::ConnectedEvent& e) {
    if (events.count("Connected", e.ConnectionId) == 1)
      server.StartSSL(e.ConnectionId);
  };
  start();
  auto one = tls_server::connect();
  one.send_all("hello\r\n");
  BOOST_TEST(pump_receive(server, one, 7) == "hello\r\n");
  const auto id = events.last("Connected").connection_id;
  const lines expected{"Connected 1 0 OK", "ReadyToSend 1", "Connected 1 0 OK", "DataIn 1 hello"};
  BOOST_TEST(story(id) == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(lets_the_event_that_called_it_end_first, starttls_server) {
  bool in_handler = false;
  bool overlapped = false;
  events.then_data_in = [&](troupe::DataInEvent& e) {
    if (e.Text != "STARTTLS")
      return;
    in_handler = true;
    server.StartSSL(e.ConnectionId);
    pump(server);
    in_handler = false;
  };
  events.then_connected = [&](troupe::ConnectedEvent&) { overlapped = overlapped || in_handler; };
  start();
  auto one = join();
  tls_options how;
  how.before = "STARTTLS\r\n";
  one.socket.start_tls(how);
  until("Connected", one.id, 2);
  BOOST_TEST(!overlapped);
  BOOST_TEST(events.last("Connected", one.id).code == 0);
}

BOOST_AUTO_TEST_CASE(serves_many_clients_on_many_threads) {
  starttls_server all;
  all.server.Config("WorkerThreads=4");
  all.start();
  std::vector<client> clients;
  for (int i = 0; i < 24; ++i)
    clients.push_back(client{all.server.LocalPort(), {}});
  for (auto& each : clients)
    each.send_all("STARTTLS\r\n");
  for (auto& each : clients) {
    BOOST_TEST(each.receive(8) == "220 go\r\n");
    each.start_tls();
    each.send_all("hello\r\n");
  }
  for (auto& each : clients)
    BOOST_TEST(each.receive(7) == "hello\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
