#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/tls_server.hpp"
#include "troupe/tests/support/minted_chain.hpp"
#include "troupe/tests/support/soft_hsm.hpp"

using namespace troupe::test;
using troupe::Certificate;

namespace {

boost::test_tools::assertion_result has_hsm(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result there{soft_hsm::is_there()};
  there.message() << "softhsm2 or opensc is not installed";
  return there;
}

boost::test_tools::assertion_result has_puttygen(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result there{is_installed("puttygen")};
  there.message() << "putty-tools is not installed";
  return there;
}

struct storing_server : tls_server {
  storing_server() {
    events.then_data_in = [this](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
  }
  /// Whom a client sees that speaks this version, after it has had an answer.
  std::string shown(int version) {
    tls_options how;
    how.least = how.most = version;
    auto one = join(how);
    one.socket.send_all("hello");
    BOOST_TEST(pump_receive(server, one.socket, 5) == "hello");
    return one.socket.tls()->server_key() + ' ' + one.socket.tls()->server_name();
  }
};

} // namespace

// SSLCert out of the stores of others, with clients.
BOOST_AUTO_TEST_SUITE(ssl_cert_stores)

BOOST_FIXTURE_TEST_CASE(a_key_that_stays_in_its_device_serves, storing_server,
                        *boost::unit_test::precondition(has_hsm)) {
  const soft_hsm device;
  device.add_token("token", "1234");
  device.add_key("token", "1234", "01", own_rsa_certificate().key_pem());
  device.add_certificate("token", "1234", "01", own_rsa_certificate().certificate_pem());
  device.add_key("token", "1234", "02", own_certificate().key_pem());
  device.add_certificate("token", "1234", "02", own_certificate().certificate_pem());
  const auto of = [](const std::string& subject) {
    return Certificate{troupe::cstPKCS11, soft_hsm::module_file, "1234", subject};
  };
  server.SSLCert(of(own_rsa_certificate().subject()));
  start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
    BOOST_TEST(shown(version) == "RSA rsa.localhost");
  server.SSLCert(of(own_certificate().subject()));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
    BOOST_TEST(shown(version) == "EC localhost");
  BOOST_TEST(server.SSLCert().PrivateKeyAvailable());
  BOOST_TEST(server.SSLCert().PrivateKey() == "");
  BOOST_TEST(error_of([&] { Certificate(troupe::cstPKCS11, soft_hsm::module_file, "4321"); }).find("271 ") == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_key_alone_serves_with_the_certificate_that_it_is_given, storing_server,
                        *boost::unit_test::precondition(has_puttygen)) {
  const temporary_folder folder;
  const auto file = folder.path_of("key.ppk");
  const auto key = folder.path_of("key.pem"); // in PKCS#1: puttygen reads no PKCS#8
  output_of({"openssl", "rsa", "-traditional", "-in", own_rsa_certificate().key_file(), "-out", key});
  output_of({"puttygen", key, "-O", "private", "-o", file, "--new-passphrase", folder.file("password", "secret")});
  Certificate one;
  one.StoreType(troupe::cstPPKFile);
  one.Store(file);
  one.StorePassword("secret");
  one.Encoded(own_rsa_certificate().certificate_pem());
  server.SSLCert(one);
  start();
  BOOST_TEST(shown(TLS1_3_VERSION) == "RSA rsa.localhost");
  one.Encoded(own_certificate().certificate_pem()); // that of another key
  BOOST_TEST(one.Subject() == "");
  BOOST_TEST(!one.PrivateKeyAvailable());
  BOOST_TEST(error_of([&] { server.SSLCert(one); }).find("273 ") == 0U);
  BOOST_TEST(shown(TLS1_3_VERSION) == "RSA rsa.localhost");
}

BOOST_FIXTURE_TEST_CASE(intermediate_authorities_are_sent, storing_server) {
  const minted_chain chain;
  server.SSLCert({troupe::cstPEMKeyBlob, chain.key + chain.leaf + chain.intermediate, "", "*"});
  start();
  BOOST_TEST(join().socket.tls()->chain_length() == 2);
  server.SSLCert({troupe::cstPEMKeyBlob, chain.key + chain.leaf, "", "*"});
  BOOST_TEST(join().socket.tls()->chain_length() == 1);
}

BOOST_FIXTURE_TEST_CASE(ssl_server_ca_certs_complete_the_chain_that_is_sent, storing_server) {
  const minted_chain chain;
  server.SSLCert({troupe::cstPEMKeyBlob, chain.key + chain.leaf, "", "*"});
  server.Config("SSLServerCACerts=" + chain.intermediate);
  start();
  BOOST_TEST(join().socket.tls()->chain_length() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
