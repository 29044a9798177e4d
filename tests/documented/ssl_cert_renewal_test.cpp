#include <filesystem>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/renewing_server.hpp"
#include "troupe/tests/support/minted_chain.hpp"

using namespace troupe::test;

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(ssl_cert_renewal)

BOOST_FIXTURE_TEST_CASE(setting_ssl_cert_while_listening_holds_for_new_connections, renewing_server) {
  start();
  auto before = join();
  BOOST_TEST(before.socket.tls()->server_name() == "first.example.com");
  server.SSLCert(opened(second));
  BOOST_TEST(shown() == "second.example.com");
  check_echo(before.socket);
  BOOST_TEST(events.count("Disconnected", before.id) == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_handshake_in_flight_goes_on_with_what_it_began_with, renewing_server) {
  start();
  bool changed = false;
  events.then_ssl_connection_request = [&](troupe::SSLConnectionRequestEvent&) {
    if (!std::exchange(changed, true))
      server.SSLCert(opened(second));
  };
  BOOST_TEST(shown() == "first.example.com");
  BOOST_TEST(shown() == "second.example.com");
}

BOOST_FIXTURE_TEST_CASE(a_bad_ssl_cert_leaves_the_old_one_in_force, renewing_server) {
  start();
  for (const auto& bad :
       {troupe::Certificate{second.certificate_pem()}, troupe::Certificate{troupe::cstPEMKeyFile, second.key_file()}}) {
    BOOST_TEST(error_code_of([&] { server.SSLCert(bad); }) == 273);
    BOOST_TEST(shown() == "first.example.com");
  }
  const auto mixed = second.key_pem() + first.certificate_pem();
  const auto error = error_of([&] { server.SSLCert({troupe::cstPEMKeyBlob, mixed}); });
  BOOST_TEST(error == "273 Cannot acquire security credentials: the private key does not belong to the certificate");
  BOOST_TEST(error_code_of([&] { server.SSLCert({troupe::cstPEMKeyFile, "/nowhere"}); }) == 271);
  BOOST_TEST(error_code_of([&] { server.SSLCert({troupe::cstPEMKeyFile, file, "", "CN=x"}); }) == 272);
  BOOST_TEST(shown() == "first.example.com");
}

BOOST_FIXTURE_TEST_CASE(intermediate_certificates_are_sent, renewing_server) {
  const minted_chain chain;
  start();
  for (const auto& store : {chain.all(), chain.root() + chain.intermediate + chain.leaf + chain.key}) {
    server.SSLCert({troupe::cstPEMKeyBlob, store, "", "www.example.com"});
    const auto one = join();
    BOOST_TEST(one.socket.tls()->server_name() == "www.example.com");
    BOOST_TEST(one.socket.tls()->chain_length() == 2);
  }
  server.SSLCerts({{"chain.example.com", {troupe::cstPEMKeyBlob, chain.all(), "", "www.example.com"}}});
  server.SSLCert(opened(first));
  tls_options how;
  how.server_name = "chain.example.com";
  BOOST_TEST(join(how).socket.tls()->chain_length() == 2);
  BOOST_TEST(join().socket.tls()->chain_length() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_was_set_meanwhile_is_watched_instead, renewing_server) {
  watch();
  const auto other = folder.file("other.pem", second.pem());
  server.SSLCert({troupe::cstPEMKeyFile, other});
  replace("nonsense");
  BOOST_TEST(shown() == "second.example.com");
  fs::rename(folder.file("next", first.pem()), other);
  until_told(std::string{renewed} + other);
  BOOST_TEST(shown() == "first.example.com");
  BOOST_TEST(told(not_renewed) == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_renewed_one_stays_in_force_when_other_values_change, renewing_server) {
  watch();
  replace(second.pem());
  until_told(renewed);
  server.Config("SSLAlpnProtocols=h2");
  server.DefaultTimeout(1);
  BOOST_TEST(shown() == "second.example.com");
  // What is read can be set again.
  server.SSLCert(server.SSLCert());
  BOOST_TEST(shown() == "second.example.com");
}

BOOST_FIXTURE_TEST_CASE(certificates_for_names_are_renewed_too, renewing_server) {
  const auto other = folder.file("other.pem", first.pem());
  server.SSLCerts({{"*.example.org", {troupe::cstPEMKeyFile, other}}});
  watch();
  fs::rename(folder.file("next", second.pem()), other);
  until_told("SSLCerts[*.example.org] renewed from " + other);
  tls_options how;
  how.server_name = "www.example.org";
  BOOST_TEST(join(how).socket.tls()->server_name() == "second.example.com");
  BOOST_TEST(shown() == "first.example.com");
  BOOST_TEST(server.SSLCerts()["*.example.org"].Subject() == second.subject());
}

BOOST_FIXTURE_TEST_CASE(one_that_serves_several_names_is_renewed_for_all_of_them_each_time, renewing_server) {
  const troupe::Certificate shared{troupe::cstPEMKeyFile, file};
  server.SSLCert(shared);
  server.SSLCerts({{"example.org", shared}, {"*.example.org", shared}});
  watch();
  const auto shown_to = [this](const std::string& name) {
    tls_options how;
    how.server_name = name;
    return join(how).socket.tls()->server_name();
  };
  for (const auto* const next : {&second, &first, &second}) {
    const auto before = told("SSLCert");
    replace(next->pem());
    until([&] { return told("SSLCert") >= before + 3; });
    const auto name = next == &first ? "first.example.com" : "second.example.com";
    for (const std::string asked : {"", "example.org", "www.example.org"})
      BOOST_TEST(shown_to(asked) == name);
  }
  BOOST_TEST(told(renewed) == 3U);
  BOOST_TEST(told("SSLCerts[example.org] renewed from ") == 3U);
  BOOST_TEST(told("SSLCerts[*.example.org] renewed from ") == 3U);
  BOOST_TEST(told("SSLCert") == 9U);
}

BOOST_FIXTURE_TEST_CASE(the_one_before_can_be_set_again, renewing_server) {
  const auto before = server.SSLCert();
  watch();
  replace(second.pem());
  until_told(renewed);
  server.Config("SSLCertAutoReload=False");
  BOOST_TEST(shown() == "second.example.com");
  server.SSLCert(before);
  BOOST_TEST(shown() == "first.example.com");
}

BOOST_FIXTURE_TEST_CASE(the_file_counts_when_the_one_before_is_set_again, renewing_server) {
  const auto before = server.SSLCert();
  watch();
  replace(second.pem());
  until_told(renewed);
  server.SSLCert(before);
  until_told(renewed, 2);
  BOOST_TEST(shown() == "second.example.com");
}

BOOST_FIXTURE_TEST_CASE(a_new_engine_has_the_certificate_that_is_in_force, renewing_server) {
  watch();
  replace(second.pem());
  until_told(renewed);
  server.Shutdown();
  server.Config("WorkerThreads=1");
  start();
  BOOST_TEST(shown() == "second.example.com");
  replace(first.pem());
  until_told(renewed, 2);
  BOOST_TEST(shown() == "first.example.com");
}

BOOST_AUTO_TEST_SUITE_END()
