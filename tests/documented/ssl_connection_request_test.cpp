#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/tls_server.hpp"
#include "troupe/tests/support/child_process.hpp"

using namespace troupe::test;

namespace {

bool lists(const std::string& names, const std::string& name) {
  return (',' + names + ',').find(',' + name + ',') != std::string::npos;
}

/// Keeps what the last SSLConnectionRequest said.
struct asking_server : tls_server {
  troupe::SSLConnectionRequestEvent last;

  asking_server() {
    events.then_ssl_connection_request = [this](troupe::SSLConnectionRequestEvent& e) { last = e; };
    start();
  }
};

/// Has an RSA certificate, and an ECDSA one in a file for those that can do that.
struct two_certificates : tls_server {
  two_certificates() {
    server.SSLCert(opened(own_rsa_certificate()));
    events.then_ssl_connection_request = [](troupe::SSLConnectionRequestEvent& e) {
      if (!lists(e.SupportedSignatureAlgs, "ecdsa_secp256r1_sha256"))
        return;
      e.CertStoreType = troupe::cstPEMKeyFile;
      e.CertStore = own_certificate().pem_file();
      e.CertSubject = "*";
    };
    start();
  }
};

/// Answers with one store, whoever asks.
struct choosing_server : tls_server {
  int type = troupe::cstPEMKeyFile;
  std::string store;
  std::string password;
  std::string subject = "*";

  choosing_server() {
    events.then_ssl_connection_request = [this](troupe::SSLConnectionRequestEvent& e) {
      e.CertStoreType = type;
      e.CertStore = store;
      e.CertPassword = password;
      e.CertSubject = subject;
    };
    start();
  }
  /// A client whose handshake came to nothing, and what its Connected said.
  std::string refusal() {
    auto one = connect();
    const auto before = failed_first();
    until([&] { return failed_first() > before; });
    return events.last("Connected").text;
  }
};

boost::test_tools::assertion_result has_keytool(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result there{is_installed("keytool")};
  there.message() << "keytool (default-jre-headless) is not installed";
  return there;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_connection_request)

BOOST_FIXTURE_TEST_CASE(fires_before_connected_with_the_id_of_the_connection, started_tls_server) {
  const auto one = join();
  std::vector<std::string> names;
  for (const auto& each : events.all()) {
    if (each.connection_id == one.id && each.name != "SSLStatus")
      names.push_back(each.name);
  }
  const std::vector<std::string> expected{"SSLConnectionRequest", "Connected", "ReadyToSend"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(names_the_cipher_suites_of_the_client_as_iana_does, asking_server) {
  tls_options how;
  how.cipher_list = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305";
  join(how);
  for (const std::string name : {"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                                 "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"})
    BOOST_TEST(lists(last.SupportedCipherSuites, name), last.SupportedCipherSuites);
  BOOST_TEST(!lists(last.SupportedCipherSuites, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
}

BOOST_FIXTURE_TEST_CASE(names_the_signature_algorithms_of_the_client_as_iana_does, asking_server) {
  tls_options how;
  how.signature_algorithms = "ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256";
  join(how);
  BOOST_TEST(last.SupportedSignatureAlgs == "ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256");
}

BOOST_FIXTURE_TEST_CASE(names_the_server_and_the_protocols_that_the_client_wants, asking_server) {
  tls_options how;
  how.server_name = "www.example.com";
  how.alpn = "h2,http/1.1";
  join(how);
  BOOST_TEST(last.ServerName == "www.example.com");
  BOOST_TEST(last.AlpnProtocols == "h2,http/1.1");
}

BOOST_FIXTURE_TEST_CASE(has_empty_names_when_the_client_wants_none, asking_server) {
  join();
  BOOST_TEST(last.ServerName == "");
  BOOST_TEST(last.AlpnProtocols == "");
}

BOOST_FIXTURE_TEST_CASE(comes_with_no_certificate_chosen, asking_server) {
  join();
  BOOST_TEST(last.CertStoreType == troupe::cstUser);
  BOOST_TEST(last.CertStore == "");
  BOOST_TEST(last.CertPassword == "");
}

BOOST_FIXTURE_TEST_CASE(lets_rsa_and_ecdsa_be_chosen_by_what_the_client_can_do, two_certificates) {
  for (const int version : {0x0303, 0x0304}) {
    tls_options how;
    how.least = how.most = version;
    BOOST_TEST(join(how).socket.tls()->server_key() == "EC");
    how.signature_algorithms = "rsa_pss_rsae_sha256:rsa_pkcs1_sha256";
    BOOST_TEST(join(how).socket.tls()->server_key() == "RSA");
  }
}

BOOST_FIXTURE_TEST_CASE(takes_a_certificate_out_of_a_pfx_file_with_its_password, choosing_server) {
  store = own_rsa_certificate().pfx_file("secret");
  type = troupe::cstPFXFile;
  password = "secret";
  BOOST_TEST(join().socket.tls()->server_name() == "rsa.localhost");
  // The second one finds it open.
  BOOST_TEST(join().socket.tls()->server_name() == "rsa.localhost");
}

BOOST_FIXTURE_TEST_CASE(takes_a_certificate_by_its_subject, choosing_server) {
  store = own_rsa_certificate().pem_file();
  subject = "rsa.localhost";
  BOOST_TEST(join().socket.tls()->server_key() == "RSA");
  subject = "CN=nobody";
  const auto text = refusal();
  BOOST_TEST(text.find("Cannot find specified certificate: ") == 0U, text);
}

BOOST_FIXTURE_TEST_CASE(takes_blobs_and_finds_out_the_type_of_a_store, choosing_server) {
  store = own_rsa_certificate().pem();
  for (const auto each : {troupe::cstPEMKeyBlob, troupe::cstAuto}) {
    type = each;
    BOOST_TEST(join().socket.tls()->server_key() == "RSA");
  }
}

BOOST_FIXTURE_TEST_CASE(takes_a_store_of_java, choosing_server, *boost::unit_test::precondition(has_keytool)) {
  const temporary_folder folder;
  store = folder.path_of("store.jks");
  output_of({"keytool", "-genkeypair", "-alias", "own", "-keyalg", "RSA", "-dname", "CN=java.localhost", "-storetype",
             "JKS", "-keystore", store, "-storepass", "secret", "-keypass", "secret"});
  password = "secret";
  for (const auto each : {troupe::cstJKSFile, troupe::cstAuto}) {
    type = each;
    BOOST_TEST(join().socket.tls()->server_name() == "java.localhost");
  }
  password = "wrong";
  BOOST_TEST(refusal().find("Cannot open certificate store: ") == 0U);
}

BOOST_FIXTURE_TEST_CASE(ends_the_handshake_when_the_store_has_no_certificate_with_a_key, choosing_server) {
  const temporary_folder folder;
  const auto key = folder.path_of("key.ppk");
  output_of({"puttygen", "-q", "-t", "ecdsa", "-b", "256", "--new-passphrase", "/dev/null", "-o", key});
  const auto certificates = folder.path_of("certificates.p7b");
  output_of(
    {"openssl", "crl2pkcs7", "-nocrl", "-certfile", own_certificate().certificate_file(), "-out", certificates});
  for (const auto& [form, file] : {std::pair{troupe::cstPPKFile, key}, {troupe::cstP7BFile, certificates}}) {
    type = form;
    store = file;
    const auto text = refusal();
    BOOST_TEST(events.last("Connected").code == 282);
    BOOST_TEST(text.find("Could not find server certificate: ") == 0U, text);
  }
}

BOOST_FIXTURE_TEST_CASE(takes_a_file_again_when_it_was_replaced, choosing_server) {
  const temporary_folder folder;
  store = folder.file("server.pem", own_rsa_certificate().pem());
  BOOST_TEST(join().socket.tls()->server_key() == "RSA");
  folder.file("server.pem", own_certificate().pem());
  BOOST_TEST(join().socket.tls()->server_key() == "EC");
}

BOOST_FIXTURE_TEST_CASE(ends_the_handshake_when_the_store_can_not_be_opened, choosing_server) {
  store = "/nowhere/server.pem";
  const auto text = refusal();
  BOOST_TEST(events.last("Connected").code == 271);
  BOOST_TEST(text.find("Cannot open certificate store: /nowhere/server.pem: ") == 0U, text);
  BOOST_TEST(events.count("Disconnected") == 0U);
}

BOOST_FIXTURE_TEST_CASE(ends_the_handshake_when_the_password_is_wrong, choosing_server) {
  store = own_certificate().pfx_file("secret");
  type = troupe::cstPFXFile;
  password = "wrong";
  const auto text = refusal();
  BOOST_TEST(events.last("Connected").code == 271);
  BOOST_TEST(text.find("password") != std::string::npos, text);
}

BOOST_FIXTURE_TEST_CASE(ends_the_handshake_when_the_certificate_has_no_key, choosing_server) {
  store = own_certificate().certificate_file();
  type = troupe::cstPublicKeyFile;
  auto one = connect();
  until_ended();
  BOOST_TEST(events.last("Connected").code == 282);
  pump_receive_until_closed(server, one);
  BOOST_TEST(one.tls()->alert() == "handshake failure");
}

BOOST_FIXTURE_TEST_CASE(is_not_needed_and_may_be_attached_later, tls_server) {
  server.OnSSLConnectionRequest({});
  start();
  join();
  BOOST_TEST(!events.has("SSLConnectionRequest"));
  troupe::SSLConnectionRequestEvent told;
  server.OnSSLConnectionRequest([&told](troupe::SSLConnectionRequestEvent& e) { told = e; });
  const auto second = join();
  BOOST_TEST(told.ConnectionId == second.id);
  BOOST_TEST(lists(told.SupportedCipherSuites, "TLS_AES_128_GCM_SHA256"));
  BOOST_TEST(lists(told.SupportedSignatureAlgs, "ecdsa_secp256r1_sha256"));
}

BOOST_AUTO_TEST_SUITE_END()
