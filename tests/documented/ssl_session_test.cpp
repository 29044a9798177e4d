#include <array>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/tls_server.hpp"

using namespace troupe::test;

namespace {

constexpr int both_versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

tls_options only(int version) {
  tls_options how;
  how.least = how.most = version;
  return how;
}

/// Answers everything with the same.
struct echo_server : started_tls_server {
  echo_server() {
    events.then_data_in = [this](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
  }
  void check_echo(client& one) {
    one.send_all("hello");
    BOOST_TEST(pump_receive(server, one, 5) == "hello");
  }
  /// A client as `how`, which resumes the session of `before`; whether it did.
  bool resumes(tls_options how, joined_client& before) {
    // The ticket has come with data at the latest.
    check_echo(before.socket);
    how.ticket = before.socket.tls()->ticket();
    BOOST_TEST((how.ticket != nullptr));
    auto next = join(how);
    check_echo(next.socket);
    const bool told = progress(next.id).back().find(", resumed session") != std::string::npos;
    BOOST_TEST(told == next.socket.tls()->resumed());
    return told;
  }
};

/// As a key log has it (SSL_CTX_set_keylog_callback(3)).
std::string hex(const std::vector<unsigned char>& bytes) {
  std::string text;
  for (const auto byte : bytes)
    text += std::string{"0123456789abcdef"[byte >> 4U]} + "0123456789abcdef"[byte & 15U];
  return text;
}

std::string client_random(const client& of) {
  std::vector<unsigned char> bytes(SSL3_RANDOM_SIZE);
  SSL_get_client_random(of.tls()->native(), bytes.data(), bytes.size());
  return hex(bytes);
}

std::string master_secret(const client& of) {
  std::vector<unsigned char> bytes(SSL_MAX_MASTER_KEY_LENGTH);
  SSL_SESSION_get_master_key(SSL_get_session(of.tls()->native()), bytes.data(), bytes.size());
  return hex(bytes);
}

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_session)

BOOST_FIXTURE_TEST_CASE(is_resumed_by_the_same_client, echo_server) {
  for (const int version : both_versions) {
    auto first = join(only(version));
    BOOST_TEST(!first.socket.tls()->resumed());
    BOOST_TEST(resumes(only(version), first));
  }
}

BOOST_FIXTURE_TEST_CASE(is_not_resumed_without_reuse_ssl_session, echo_server) {
  server.Config("ReuseSSLSession=False");
  for (const int version : both_versions) {
    auto first = join(only(version));
    check_echo(first.socket);
    auto how = only(version);
    how.ticket = first.socket.tls()->ticket();
    auto second = join(how);
    BOOST_TEST(!second.socket.tls()->resumed());
  }
}

BOOST_FIXTURE_TEST_CASE(is_not_resumed_after_a_change_of_tls, echo_server) {
  auto first = join();
  BOOST_TEST(resumes({}, first));
  server.Config("SSLAlpnProtocols=h2");
  BOOST_TEST(!resumes({}, first));
}

BOOST_FIXTURE_TEST_CASE(is_resumed_after_a_change_of_something_else, echo_server) {
  auto first = join();
  server.DefaultEOL("\n");
  server.DefaultEOL("");
  BOOST_TEST(resumes({}, first));
}

BOOST_FIXTURE_TEST_CASE(of_tls_1_3_is_told_by_ssl_negotiated, started_tls_server) {
  const auto one = join(only(TLS1_3_VERSION));
  BOOST_TEST(agreed("SSLNegotiatedVersion", one.id) == "TLSv1.3");
  BOOST_TEST(agreed("SSLNegotiatedCipher", one.id) == "TLS_AES_128_GCM_SHA256");
  BOOST_TEST(agreed("SSLNegotiatedCipherSuite", one.id) == "TLS_AES_128_GCM_SHA256");
  BOOST_TEST(agreed("SSLNegotiatedCipherStrength", one.id) == "128");
  BOOST_TEST(agreed("SSLNegotiatedKeyExchange", one.id) == "X25519");
  BOOST_TEST(agreed("SSLNegotiatedKeyExchangeStrength", one.id) == "253");
}

BOOST_FIXTURE_TEST_CASE(of_tls_1_2_is_told_by_ssl_negotiated, started_tls_server) {
  auto how = only(TLS1_2_VERSION);
  how.cipher_list = "ECDHE-ECDSA-AES128-GCM-SHA256";
  const auto one = join(how);
  BOOST_TEST(agreed("SSLNegotiatedVersion", one.id) == "TLSv1.2");
  BOOST_TEST(agreed("SSLNegotiatedCipher", one.id) == "ECDHE-ECDSA-AES128-GCM-SHA256");
  BOOST_TEST(agreed("SSLNegotiatedCipherSuite", one.id) == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  BOOST_TEST(agreed("SSLNegotiatedCipherStrength", one.id) == "128");
  BOOST_TEST(agreed("SSLNegotiatedKeyExchange", one.id) == "X25519");
}

BOOST_FIXTURE_TEST_CASE(of_each_connection_is_its_own, started_tls_server) {
  const auto newer = join(only(TLS1_3_VERSION));
  const auto older = join(only(TLS1_2_VERSION));
  BOOST_TEST(agreed("SSLNegotiatedVersion", newer.id) == "TLSv1.3");
  BOOST_TEST(agreed("SSLNegotiatedVersion", older.id) == "TLSv1.2");
}

BOOST_FIXTURE_TEST_CASE(is_known_in_connected, tls_server) {
  std::string version;
  events.then_connected = [&](troupe::ConnectedEvent& e) { version = agreed("SSLNegotiatedVersion", e.ConnectionId); };
  start();
  join();
  BOOST_TEST(version == "TLSv1.3");
}

BOOST_FIXTURE_TEST_CASE(takes_the_versions_that_are_enabled_when_it_begins, started_tls_server) {
  const auto before = join();
  server.Config("SSLEnabledProtocols=3072");
  const auto after = join();
  BOOST_TEST(agreed("SSLNegotiatedVersion", before.id) == "TLSv1.3");
  BOOST_TEST(agreed("SSLNegotiatedVersion", after.id) == "TLSv1.2");
}

BOOST_FIXTURE_TEST_CASE(takes_the_suites_that_are_enabled_when_it_begins, started_tls_server) {
  for (const std::string suite : {"TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"}) {
    server.Config("SSLEnabledCipherSuites=" + suite);
    auto one = join();
    BOOST_TEST(agreed("SSLNegotiatedCipherSuite", one.id) == suite);
    BOOST_TEST(one.socket.tls()->cipher_suite() == suite);
  }
}

BOOST_FIXTURE_TEST_CASE(takes_the_certificate_that_is_set_when_it_begins, echo_server) {
  auto before = join();
  BOOST_TEST(before.socket.tls()->server_name() == "localhost");
  server.SSLCert(opened(own_rsa_certificate()));
  auto after = join();
  BOOST_TEST(after.socket.tls()->server_name() == "rsa.localhost");
  check_echo(before.socket);
}

BOOST_FIXTURE_TEST_CASE(begins_at_once_in_every_mode_but_explicit_and_none, echo_server) {
  for (const auto mode : {troupe::sslImplicit, troupe::sslAutomatic}) {
    server.SSLStartMode(mode);
    auto secure = join();
    check_echo(secure.socket);
  }
  for (const auto mode : {troupe::sslExplicit, troupe::sslNone}) {
    server.SSLStartMode(mode);
    auto plain = idle_server::join();
    check_echo(plain.socket);
    BOOST_TEST(agreed("SSLNegotiatedVersion", plain.id) == "");
  }
}

BOOST_FIXTURE_TEST_CASE(is_left_alone_when_ssl_enabled_changes, echo_server) {
  auto secure = join();
  server.SSLEnabled(false);
  auto plain = idle_server::join();
  server.SSLEnabled(true);
  check_echo(secure.socket);
  check_echo(plain.socket);
  BOOST_TEST(agreed("SSLNegotiatedVersion", secure.id) == "TLSv1.3");
}

BOOST_FIXTURE_TEST_CASE(takes_the_groups_that_are_enabled_when_it_begins, started_tls_server) {
  server.Config("TLS13SupportedGroups=ecdhe_secp384r1");
  const auto one = join();
  BOOST_TEST(agreed("SSLNegotiatedKeyExchange", one.id) == "P-384");
  BOOST_TEST(agreed("SSLNegotiatedKeyExchangeStrength", one.id) == "384");
}

BOOST_FIXTURE_TEST_CASE(agrees_on_an_application_protocol, started_tls_server) {
  server.Config("SSLAlpnProtocols=h2,http/1.1");
  tls_options how;
  how.alpn = "http/1.1,h2";
  BOOST_TEST(join(how).socket.tls()->alpn() == "h2");
}

BOOST_FIXTURE_TEST_CASE(leaves_its_secrets_in_the_key_log, tls_server) {
  const temporary_folder folder;
  const auto file = folder.file("keys.log", "# was here before\n");
  server.Config("SSLKeyLogFile=" + file);
  start();
  const auto newer = join(only(TLS1_3_VERSION));
  const auto older = join(only(TLS1_2_VERSION));
  const auto log = minted_certificate::content_of(file);
  BOOST_TEST(log.find("# was here before\n") == 0U);
  const auto line = "CLIENT_RANDOM " + client_random(older.socket) + ' ' + master_secret(older.socket) + '\n';
  BOOST_TEST(log.find('\n' + line) != std::string::npos, log);
  for (const std::string label : {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                                  "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"})
    BOOST_TEST(log.find('\n' + label + ' ' + client_random(newer.socket) + ' ') != std::string::npos, label);
}

BOOST_FIXTURE_TEST_CASE(leaves_nothing_in_a_key_log_that_was_taken_back, tls_server) {
  const temporary_folder folder;
  const auto file = folder.path_of("keys.log");
  server.Config("SSLKeyLogFile=" + file);
  start();
  join();
  const auto log = minted_certificate::content_of(file);
  BOOST_TEST(!log.empty());
  server.Config("SSLKeyLogFile=");
  join();
  BOOST_TEST(minted_certificate::content_of(file) == log);
}

BOOST_FIXTURE_TEST_CASE(without_a_place_for_the_key_log_is_refused_at_once, started_tls_server) {
  BOOST_TEST(error_code_of([&] { server.Config("SSLKeyLogFile=/nowhere/keys.log"); }) != 0);
  BOOST_TEST(server.Config("SSLKeyLogFile") == "");
  join();
}

BOOST_AUTO_TEST_SUITE_END()
