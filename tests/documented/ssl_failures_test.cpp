#include <string>
#include <vector>

#include <sys/socket.h>

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

#include "troupe/tests/documented/tls_server.hpp"

using namespace troupe::test;

namespace {

/// For one client, so that the next one finds out whether its place is free.
struct small_server : tls_server {
  small_server() {
    server.Config("MaxConnections=1");
    server.Config("MaxConnectionsPolicy=wait");
    start();
  }
  /// What its only Connected says of a client that sends this and nothing else.
  event told_of(const std::string& bytes) {
    auto one = connect_plain();
    one.send_all(bytes);
    return only_end();
  }
  /// The client's only event but for SSLStatus and SSLConnectionRequest is a Connected with a StatusCode.
  event only_end() {
    until_ended();
    const auto connected = events.last("Connected");
    BOOST_TEST(story(connected.connection_id).size() == 1U);
    BOOST_TEST(server.Connections().size() == 0U);
    check_place_is_free();
    return connected;
  }
  void check_place_is_free() {
    auto next = join();
    BOOST_TEST(events.last("Connected").code == 0);
    next.socket.close();
    until("Disconnected", next.id);
  }
};

std::string begin_of_hello() {
  return client_hello_of({}).substr(0, 40);
}

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_failures)

BOOST_FIXTURE_TEST_CASE(of_a_client_that_speaks_http_is_276, small_server) {
  const auto told = told_of("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  BOOST_TEST(told.code == 276);
  BOOST_TEST(told.text == "Error during handshake: the client does not speak TLS (http request)");
}

BOOST_FIXTURE_TEST_CASE(of_a_client_that_sends_garbage_is_276, small_server) {
  const auto told = told_of("hello, is anybody there?\r\n");
  BOOST_TEST(told.code == 276);
  BOOST_TEST(told.text.find("Error during handshake: the client does not speak TLS") == 0U, told.text);
}

BOOST_FIXTURE_TEST_CASE(of_a_client_that_closes_at_once_is_276, small_server) {
  auto one = connect_plain();
  one.close();
  BOOST_TEST(only_end().text == "Error during handshake: the client closed the connection during the handshake");
}

BOOST_FIXTURE_TEST_CASE(of_a_client_that_closes_in_the_handshake_is_276, small_server) {
  auto one = connect_plain();
  one.send_all(begin_of_hello());
  pump(server);
  one.shutdown_write();
  BOOST_TEST(only_end().code == 276);
}

BOOST_FIXTURE_TEST_CASE(of_a_client_that_closes_after_its_hello_is_276, small_server) {
  auto one = connect_plain();
  one.send_all(client_hello_of({}));
  one.shutdown_write();
  BOOST_TEST(only_end().code == 276);
}

BOOST_FIXTURE_TEST_CASE(of_a_client_that_resets_in_the_handshake_is_10054, small_server) {
  auto one = connect_plain();
  one.send_all(begin_of_hello());
  pump(server);
  one.reset();
  BOOST_TEST(only_end().code == 10054);
}

BOOST_FIXTURE_TEST_CASE(of_a_client_with_other_versions_is_276_and_the_client_is_told, small_server) {
  server.Config("SSLEnabledProtocols=12288");
  tls_options how;
  how.most = TLS1_2_VERSION;
  auto one = connect(how);
  until_ended();
  const auto told = events.last("Connected");
  BOOST_TEST(told.code == 276);
  BOOST_TEST(told.text.find("the client speaks no version of TLS that is enabled") != std::string::npos, told.text);
  pump_receive_until_closed(server, one);
  BOOST_TEST(one.tls()->alert() == "protocol version");
}

BOOST_FIXTURE_TEST_CASE(of_a_client_with_other_cipher_suites_is_276_and_the_client_is_told, small_server) {
  tls_options how;
  how.most = TLS1_2_VERSION;
  how.cipher_list = "AES256-SHA";
  auto one = connect(how);
  until_ended();
  const auto told = events.last("Connected");
  BOOST_TEST(told.code == 276);
  BOOST_TEST(told.text.find("the client has no cipher suite that is enabled") != std::string::npos, told.text);
  pump_receive_until_closed(server, one);
  BOOST_TEST(one.tls()->alert() == "handshake failure");
}

BOOST_FIXTURE_TEST_CASE(of_a_stream_without_close_notify_is_284, small_server) {
  auto one = join();
  one.socket.send_all("half of it");
  until([&] { return events.data(one.id) == "half of it"; });
  BOOST_REQUIRE(::shutdown(one.socket.descriptor(), SHUT_WR) == 0);
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Disconnected", one.id).code == 284);
  BOOST_TEST(events.last("Disconnected", one.id).text ==
             "Error decrypting data: the client ended the connection without close_notify: what it sent may be "
             "incomplete");
  BOOST_TEST(events.count("Connected", one.id) == 1U);
  check_place_is_free();
}

BOOST_FIXTURE_TEST_CASE(of_a_stream_with_close_notify_is_none, small_server) {
  auto one = join();
  one.socket.close();
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Disconnected", one.id).code == 0);
  check_place_is_free();
}

BOOST_FIXTURE_TEST_CASE(of_a_reset_after_the_handshake_is_10054, small_server) {
  auto one = join();
  one.socket.reset();
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Disconnected", one.id).code == 10054);
  check_place_is_free();
}

BOOST_FIXTURE_TEST_CASE(of_a_bad_record_is_284_and_the_client_is_told, small_server) {
  auto one = join();
  one.socket.send_all("good");
  until([&] { return events.data(one.id) == "good"; });
  const std::string record{"\x17\x03\x03\x00\x20", 5};
  const auto bad = record + std::string(32, 'x');
  BOOST_REQUIRE(::send(one.socket.descriptor(), bad.data(), bad.size(), 0) == static_cast<ssize_t>(bad.size()));
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Disconnected", one.id).code == 284);
  BOOST_TEST(events.last("Disconnected", one.id).text.find("Error decrypting data: a record was changed on its way") ==
             0U);
  BOOST_TEST(events.data(one.id) == "good");
  pump_receive_until_closed(server, one.socket);
  BOOST_TEST(one.socket.tls()->alert() == "bad record mac");
  check_place_is_free();
}

BOOST_FIXTURE_TEST_CASE(of_plaintext_after_the_handshake_is_284, small_server) {
  auto one = join();
  const std::string bad = "no more secrets, please, for the rest of the day\r\n";
  BOOST_REQUIRE(::send(one.socket.descriptor(), bad.data(), bad.size(), 0) == static_cast<ssize_t>(bad.size()));
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Disconnected", one.id).code == 284);
  BOOST_TEST(events.count("DataIn", one.id) == 0U);
  check_place_is_free();
}

BOOST_AUTO_TEST_CASE(of_clients_whose_server_is_destroyed_are_ends_of_their_streams) {
  std::vector<client> clients;
  {
    started_tls_server one;
    for (int i = 0; i < 5; ++i) {
      clients.push_back(one.connect_plain());
      clients.back().send_all(i % 2 == 0 ? client_hello_of({}) : begin_of_hello());
    }
    pump(one.server);
  }
  for (auto& each : clients)
    each.receive_until_closed();
}

BOOST_FIXTURE_TEST_CASE(of_thousands_of_clients_leave_nothing_behind, tls_server) {
  server.Config("MaxConnections=50");
  server.Config("MaxConnectionsPolicy=wait");
  server.OnSSLStatus(nullptr);
  start();
  const auto half_a_hello = begin_of_hello();
  for (std::size_t i = 0; i < 2000;) {
    std::vector<client> crowd;
    for (int n = 0; n < 20; ++n, ++i) {
      crowd.push_back(connect_plain());
      crowd.back().send_all(i % 2 == 0 ? "garbage that is no TLS at all\r\n" : half_a_hello);
    }
    for (auto& each : crowd)
      each.shutdown_write();
    until_ended(i);
  }
  BOOST_TEST(server.Connections().size() == 0U);
  BOOST_TEST(events.count("Connected") == 2000U);
  join();
}

BOOST_AUTO_TEST_SUITE_END()
