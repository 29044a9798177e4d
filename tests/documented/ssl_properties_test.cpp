#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"
#include "troupe/tests/support/minted.hpp"

namespace {

using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::idle_server;
using troupe::test::minted_certificate;
using troupe::test::started_server;

troupe::Certificate some_certificate() {
  return {troupe::cstPEMKeyFile, minted_certificate{"localhost"}.pem_file()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_properties)

BOOST_AUTO_TEST_CASE(have_their_documented_defaults) {
  const troupe::TCPServer server;
  BOOST_TEST(!server.SSLAuthenticateClients());
  BOOST_TEST(server.SSLCert().Subject() == "");
  BOOST_TEST(!server.SSLEnabled());
  BOOST_TEST(server.SSLProvider() == troupe::sslpAutomatic);
  BOOST_TEST(server.SSLStartMode() == troupe::sslNone);
}

BOOST_AUTO_TEST_CASE(have_their_documented_numbers) {
  BOOST_TEST(troupe::sslpAutomatic == 0);
  BOOST_TEST(troupe::sslpPlatform == 1);
  BOOST_TEST(troupe::sslpInternal == 2);
  BOOST_TEST(troupe::sslAutomatic == 0);
  BOOST_TEST(troupe::sslImplicit == 1);
  BOOST_TEST(troupe::sslExplicit == 2);
  BOOST_TEST(troupe::sslNone == 3);
}

BOOST_AUTO_TEST_CASE(keep_what_they_are_set_to) {
  troupe::TCPServer server;
  server.SSLAuthenticateClients(true);
  BOOST_TEST(server.SSLAuthenticateClients());
  server.SSLProvider(troupe::sslpPlatform);
  BOOST_TEST(server.SSLProvider() == troupe::sslpPlatform);
  server.SSLStartMode(troupe::sslExplicit);
  BOOST_TEST(server.SSLStartMode() == troupe::sslExplicit);
  const auto certificate = some_certificate();
  server.SSLCert(certificate);
  BOOST_TEST(server.SSLCert().Encoded() == certificate.Encoded());
  BOOST_TEST(server.SSLCert().PrivateKeyAvailable());
}

BOOST_AUTO_TEST_CASE(setting_ssl_start_mode_updates_ssl_enabled) {
  troupe::TCPServer server;
  for (const auto mode : {troupe::sslImplicit, troupe::sslExplicit, troupe::sslAutomatic}) {
    server.SSLStartMode(mode);
    BOOST_TEST(server.SSLEnabled());
    server.SSLStartMode(troupe::sslNone);
    BOOST_TEST(!server.SSLEnabled());
  }
}

BOOST_AUTO_TEST_CASE(ssl_enabled_chooses_a_start_mode_when_there_is_none) {
  troupe::TCPServer server;
  server.SSLEnabled(true);
  BOOST_TEST(server.SSLEnabled());
  BOOST_TEST(server.SSLStartMode() == troupe::sslAutomatic);
  server.SSLEnabled(false);
  BOOST_TEST(!server.SSLEnabled());
  BOOST_TEST(server.SSLStartMode() == troupe::sslNone);
}

BOOST_AUTO_TEST_CASE(ssl_enabled_keeps_a_start_mode_that_there_is) {
  troupe::TCPServer server;
  server.SSLStartMode(troupe::sslExplicit);
  server.SSLEnabled(true);
  BOOST_TEST(server.SSLStartMode() == troupe::sslExplicit);
}

BOOST_AUTO_TEST_CASE(refuse_numbers_that_are_none_of_theirs) {
  troupe::TCPServer server;
  BOOST_TEST(error_of([&] { server.SSLProvider(troupe::SSLProviders{3}); }) ==
             "1002 Invalid value: SSLProvider=3 (allowed: 0 to 2)");
  BOOST_TEST(error_of([&] { server.SSLStartMode(troupe::SSLStartModes{4}); }) ==
             "1002 Invalid value: SSLStartMode=4 (allowed: 0 to 3)");
  BOOST_TEST(server.SSLProvider() == troupe::sslpAutomatic);
  BOOST_TEST(server.SSLStartMode() == troupe::sslNone);
}

BOOST_AUTO_TEST_CASE(ssl_cert_needs_a_private_key) {
  troupe::TCPServer server;
  const auto before = some_certificate();
  server.SSLCert(before);
  const minted_certificate minted{"other"};
  const auto error = error_of([&] { server.SSLCert(troupe::Certificate{minted.certificate_pem()}); });
  BOOST_TEST(error.find("273 Cannot acquire security credentials: ") == 0U, error);
  BOOST_TEST(error.find("private key") != std::string::npos, error);
  BOOST_TEST(server.SSLCert().Encoded() == before.Encoded());
}

BOOST_FIXTURE_TEST_CASE(ssl_cert_is_to_be_set_before_connections_begin_with_tls, idle_server) {
  for (const auto mode : {troupe::sslImplicit, troupe::sslAutomatic}) {
    server.SSLStartMode(mode);
    BOOST_TEST(error_of([&] { server.StartListening(); }) ==
               "282 Could not find server certificate: set SSLCert first, or SSLStartMode to sslNone or sslExplicit");
    BOOST_TEST(!server.Listening());
  }
  server.SSLCert(some_certificate());
  server.StartListening();
  BOOST_TEST(server.Listening());
}

BOOST_FIXTURE_TEST_CASE(ssl_cert_is_not_needed_before_start_ssl, idle_server) {
  server.SSLStartMode(troupe::sslExplicit);
  server.StartListening();
  BOOST_TEST(server.Listening());
}

BOOST_FIXTURE_TEST_CASE(tls_is_not_begun_without_a_certificate_while_listening, started_server) {
  BOOST_TEST(error_code_of([&] { server.SSLStartMode(troupe::sslImplicit); }) == 282);
  BOOST_TEST(error_code_of([&] { server.SSLEnabled(true); }) == 282);
  BOOST_TEST(server.SSLStartMode() == troupe::sslNone);
  server.SSLCert(some_certificate());
  server.SSLEnabled(true);
  BOOST_TEST(server.SSLEnabled());
  BOOST_TEST(error_code_of([&] { server.SSLCert(troupe::Certificate{}); }) == 282);
  BOOST_TEST(server.SSLCert().PrivateKeyAvailable());
}

BOOST_FIXTURE_TEST_CASE(may_be_changed_while_listening, started_server) {
  server.SSLAuthenticateClients(true);
  server.SSLProvider(troupe::sslpInternal);
  server.SSLStartMode(troupe::sslExplicit);
  const auto renewed = some_certificate();
  server.SSLCert(some_certificate());
  server.SSLCert(renewed);
  BOOST_TEST(server.SSLCert().Encoded() == renewed.Encoded());
  server.SSLEnabled(false);
  BOOST_TEST(server.Listening());
}

BOOST_AUTO_TEST_CASE(ssl_cert_can_be_taken_back) {
  troupe::TCPServer server;
  server.SSLCert(some_certificate());
  server.SSLCert(troupe::Certificate{});
  BOOST_TEST(server.SSLCert().Subject() == "");
}

BOOST_AUTO_TEST_CASE(are_reset_with_all_others) {
  troupe::TCPServer server;
  server.SSLAuthenticateClients(true);
  server.SSLCert(some_certificate());
  server.SSLEnabled(true);
  server.SSLProvider(troupe::sslpInternal);
  server.Config("SSLCheckCRL=1");
  server.Reset();
  BOOST_TEST(!server.SSLAuthenticateClients());
  BOOST_TEST(server.SSLCert().Subject() == "");
  BOOST_TEST(!server.SSLEnabled());
  BOOST_TEST(server.SSLProvider() == troupe::sslpAutomatic);
  BOOST_TEST(server.Config("SSLCheckCRL") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
