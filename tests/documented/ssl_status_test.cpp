#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/asking_server.hpp"

using namespace troupe::test;

namespace {

using lines = std::vector<std::string>;

bool has_line(const lines& all, const std::string& part) {
  return std::any_of(all.begin(), all.end(), [&](const auto& line) { return line.find(part) != std::string::npos; });
}

tls_options only(int version) {
  tls_options how;
  how.least = how.most = version;
  return how;
}

tls_options to_example() {
  tls_options how;
  how.server_name = "www.example.com";
  how.alpn = "h2,http/1.1";
  return how;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_status)

BOOST_FIXTURE_TEST_CASE(tells_the_progress_of_a_handshake, started_tls_server) {
  const auto one = join(only(0x0304));
  const auto told = progress(one.id);
  BOOST_REQUIRE(told.size() == 3U);
  BOOST_TEST(told[0] == "Handshake started");
  BOOST_TEST(told[1] == "ClientHello: no server name");
  BOOST_TEST(told[2] == "Handshake complete: TLSv1.3, TLS_AES_128_GCM_SHA256 (128 bits), X25519");
}

// Documented for SSLCipherStrength.
BOOST_FIXTURE_TEST_CASE(shows_the_strength_of_the_cipher, started_tls_server) {
  auto how = only(0x0303);
  how.cipher_list = "ECDHE-ECDSA-AES128-GCM-SHA256";
  const auto one = join(how);
  BOOST_TEST(progress(one.id).back() ==
             "Handshake complete: TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 (128 bits), X25519");
}

BOOST_FIXTURE_TEST_CASE(shows_the_application_protocol, tls_server) {
  server.Config("SSLAlpnProtocols=http/1.1,h2");
  start();
  const auto one = join(to_example());
  BOOST_TEST(has_line(progress(one.id), "X25519, ALPN http/1.1"));
}

BOOST_FIXTURE_TEST_CASE(fires_before_connected, started_tls_server) {
  const auto one = join();
  const auto all = events.lines(one.id);
  const auto of = [&](const std::string& begin) {
    return std::find_if(all.begin(), all.end(), [&](const auto& line) { return line.find(begin) == 0; });
  };
  BOOST_TEST((of("SSLStatus 1 Handshake complete") < of("Connected")));
}

BOOST_FIXTURE_TEST_CASE(tells_why_a_handshake_has_failed, started_tls_server) {
  auto one = connect_plain();
  one.send_all("GET / HTTP/1.1\r\n\r\n");
  until_ended();
  BOOST_TEST(progress().back().find("Handshake failed: the client does not speak TLS") == 0U, progress().back());
}

BOOST_FIXTURE_TEST_CASE(does_not_fire_without_tls, idle_server) {
  events.attach_tls(server);
  start();
  join();
  BOOST_TEST(events.count("SSLStatus") == 0U);
}

BOOST_FIXTURE_TEST_CASE(needs_no_handler, tls_server) {
  server.OnSSLStatus(nullptr);
  server.Config("LogSSLPackets=True");
  start();
  const auto one = join();
  BOOST_TEST(progress(one.id).empty());
}

BOOST_FIXTURE_TEST_CASE(whose_handler_throws_ends_that_connection, tls_server) {
  std::string line;
  events.then_ssl_status = [&](troupe::SSLStatusEvent& e) {
    if (e.Message.find(line) == 0)
      throw std::runtime_error{"no room in the log"};
  };
  start();
  for (const std::string each : {"Handshake started", "ClientHello", "Handshake complete"}) {
    line = each;
    events.clear();
    auto one = connect();
    until_ended();
    BOOST_TEST(events.last("Error").code == 1008);
    BOOST_TEST(events.count("Connected") == 1U);
    pump_receive_until_closed(server, one);
  }
  line = "nothing";
  join();
}

BOOST_FIXTURE_TEST_CASE(has_no_messages_by_default, started_tls_server) {
  join();
  BOOST_TEST(!has_line(progress(), "received"));
  BOOST_TEST(!has_line(progress(), "sent"));
}

BOOST_FIXTURE_TEST_CASE(with_log_ssl_packets_has_a_line_for_every_message, tls_server) {
  server.Config("LogSSLPackets=True");
  start();
  for (const int version : {0x0303, 0x0304}) {
    events.clear();
    join(only(version));
    const auto told = progress();
    const std::string name = version == 0x0304 ? "TLSv1.3" : "TLSv1.2";
    for (const std::string message : {"ServerHello", "Certificate", "Finished"})
      BOOST_TEST(has_line(told, "sent " + name + " Handshake, " + message + " ("), message);
    for (const std::string message : {"ClientHello", "Finished"})
      BOOST_TEST(has_line(told, " Handshake, " + message + " ("), message);
    BOOST_TEST(has_line(told, "received " + name + " Handshake, Finished ("));
  }
}

BOOST_FIXTURE_TEST_CASE(with_log_ssl_packets_has_alerts_too, tls_server) {
  server.Config("LogSSLPackets=True");
  start();
  auto one = join();
  one.socket.close();
  until("Disconnected", one.id);
  BOOST_TEST(has_line(progress(one.id), "received TLSv1.3 Alert, warning close notify"));
}

BOOST_FIXTURE_TEST_CASE(with_log_ssl_packets_has_none_with_ssl_provider_platform, tls_server) {
  server.Config("LogSSLPackets=True");
  server.SSLProvider(troupe::sslpPlatform);
  start();
  join();
  BOOST_TEST(!has_line(progress(), "received"));
}

BOOST_FIXTURE_TEST_CASE(masks_the_name_that_the_client_asks_for, started_tls_server) {
  const auto one = join(to_example());
  BOOST_TEST(has_line(progress(one.id), "ClientHello: server name ***, ALPN h2,http/1.1"));
  BOOST_TEST(!has_line(progress(one.id), "example.com"));
}

BOOST_FIXTURE_TEST_CASE(shows_the_name_that_the_client_asks_for_without_mask_sensitive_data, started_tls_server) {
  server.Config("MaskSensitiveData=False");
  const auto one = join(to_example());
  BOOST_TEST(has_line(progress(one.id), "ClientHello: server name www.example.com, ALPN h2,http/1.1"));
  server.Reset();
  BOOST_TEST(server.Config("MaskSensitiveData") == "True");
}

BOOST_FIXTURE_TEST_CASE(masks_the_subject_of_the_clients_certificate, asking_server) {
  join(as(known_client()));
  BOOST_TEST(has_line(progress(), "Client certificate: ***, OK"));
  refused(as(stranger()));
  BOOST_TEST(has_line(progress(), "Client certificate: ***, self-signed certificate"));
  BOOST_TEST(!has_line(progress(), "CN="));
}

BOOST_FIXTURE_TEST_CASE(shows_the_subject_of_the_clients_certificate_without_mask_sensitive_data, asking_server) {
  server.Config("MaskSensitiveData=False");
  join(as(known_client()));
  BOOST_TEST(has_line(progress(), "Client certificate: " + known_client().subject() + ", OK"));
  refused(as(stranger()));
  BOOST_TEST(has_line(progress(), "Client certificate: " + stranger().subject() + ", self-signed certificate"));
}

BOOST_FIXTURE_TEST_CASE(says_that_a_client_has_no_certificate, asking_server) {
  refused({});
  BOOST_TEST(has_line(progress(), "Client certificate: none"));
}

BOOST_AUTO_TEST_SUITE_END()
