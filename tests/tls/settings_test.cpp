#include <fstream>
#include <sstream>
#include <string>

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/temporary_file.hpp"
#include "troupe/tests/tls/tls_settings.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

client_setup with_suites(const char* list) {
  auto setup = only(TLS1_2_VERSION);
  setup.configure = [list](SSL* of) { SSL_set_cipher_list(of, list); };
  return setup;
}

client_setup with_groups(int version, const char* groups) {
  auto setup = only(version);
  setup.configure = [groups](SSL* of) { SSL_set1_groups_list(of, groups); };
  return setup;
}

client_setup with_signatures(int version, const char* algorithms) {
  auto setup = only(version);
  setup.configure = [algorithms](SSL* of) { SSL_set1_sigalgs_list(of, algorithms); };
  return setup;
}

} // namespace

BOOST_AUTO_TEST_SUITE(settings_in_a_handshake)

BOOST_AUTO_TEST_CASE(default_to_tls_12_and_13_with_forward_secrecy_and_aead) {
  const auto of13 = agreed({}, only(TLS1_3_VERSION));
  BOOST_TEST(of13.version == "TLSv1.3");
  BOOST_TEST(of13.cipher == "TLS_AES_128_GCM_SHA256");
  BOOST_TEST(of13.cipher_suite == "TLS_AES_128_GCM_SHA256");
  BOOST_TEST(of13.cipher_strength == 128);
  BOOST_TEST(of13.key_exchange == "X25519");
  BOOST_TEST(of13.key_exchange_strength == 253);
  const auto of12 = agreed({}, only(TLS1_2_VERSION), rsa_server());
  BOOST_TEST(of12.version == "TLSv1.2");
  BOOST_TEST(of12.cipher == "ECDHE-RSA-AES128-GCM-SHA256");
  BOOST_TEST(of12.cipher_suite == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  BOOST_TEST(of12.key_exchange == "X25519");
  BOOST_TEST(agreed({}, with_suites("AES128-SHA256"), rsa_server()).version == "");
  BOOST_TEST(agreed({}, with_suites("ECDHE-RSA-AES128-SHA"), rsa_server()).version == "");
  auto old = only(TLS1_1_VERSION);
  BOOST_TEST(agreed({}, old).version == "");
}

BOOST_AUTO_TEST_CASE(enable_just_the_versions_asked_for) {
  tls::options rules;
  rules.protocols = 0xC00;
  BOOST_TEST(agreed(rules).version == "TLSv1.2");
  BOOST_TEST(agreed(rules, only(TLS1_3_VERSION)).version == "");
  rules.protocols = 12288;
  BOOST_TEST(agreed(rules).version == "TLSv1.3");
  BOOST_TEST(agreed(rules, only(TLS1_2_VERSION)).version == "");
  rules.protocols = 0xC0 | 0x300;
  BOOST_TEST(agreed(rules, only(TLS1_VERSION)).version == "TLSv1");
  BOOST_TEST(agreed(rules, only(TLS1_1_VERSION)).version == "TLSv1.1");
  BOOST_TEST(agreed(rules, only(TLS1_2_VERSION)).version == "");
}

BOOST_AUTO_TEST_CASE(enable_just_the_suites_named) {
  tls::options rules;
  rules.cipher_suites = "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384; TLS_AES_256_GCM_SHA384";
  BOOST_TEST(agreed(rules, only(TLS1_2_VERSION)).cipher_suite == "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384");
  BOOST_TEST(agreed(rules, only(TLS1_3_VERSION)).cipher_suite == "TLS_AES_256_GCM_SHA384");
  rules.cipher_suites = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
  BOOST_TEST(agreed(rules).version == "TLSv1.2");
  rules.cipher_suites = "TLS_CHACHA20_POLY1305_SHA256";
  BOOST_TEST(agreed(rules).cipher == "TLS_CHACHA20_POLY1305_SHA256");
  BOOST_TEST(agreed(rules, only(TLS1_2_VERSION)).version == "");
}

BOOST_AUTO_TEST_CASE(take_a_list_of_openssl) {
  tls::options rules;
  rules.cipher_list = "ECDHE+AESGCM:!AES128:@STRENGTH";
  BOOST_TEST(agreed(rules, only(TLS1_2_VERSION)).cipher == "ECDHE-ECDSA-AES256-GCM-SHA384");
  rules.cipher_list = "ALL:!ADH:RC4+RSA:+SSLv2:@STRENGTH";
  BOOST_TEST(agreed(rules, only(TLS1_2_VERSION)).version == "TLSv1.2");
  rules.cipher_list = "DEFAULT";
  rules.cipher_suites = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";
  BOOST_TEST(agreed(rules).cipher == "ECDHE-ECDSA-AES128-SHA256");
}

BOOST_AUTO_TEST_CASE(leave_only_suites_of_the_strength_asked_for) {
  tls::options rules;
  rules.cipher_strength = 256;
  BOOST_TEST(agreed(rules, only(TLS1_2_VERSION)).cipher_strength == 256);
  BOOST_TEST(agreed(rules, only(TLS1_3_VERSION)).cipher_strength == 256);
}

BOOST_AUTO_TEST_CASE(enable_just_the_groups_named) {
  tls::options rules;
  rules.tls12_groups = "ecdhe_secp384r1";
  rules.tls13_groups = "ecdhe_x448,ffdhe_3072";
  BOOST_TEST(agreed(rules, only(TLS1_2_VERSION)).key_exchange == "P-384");
  BOOST_TEST(agreed(rules, only(TLS1_2_VERSION)).key_exchange_strength == 384);
  BOOST_TEST(agreed(rules, with_groups(TLS1_3_VERSION, "X448:P-384")).key_exchange == "X448");
  BOOST_TEST(agreed(rules, with_groups(TLS1_3_VERSION, "P-384")).version == "");
  const auto finite = agreed(rules, with_groups(TLS1_3_VERSION, "ffdhe3072"));
  BOOST_TEST(finite.key_exchange == "ffdhe3072");
  BOOST_TEST(finite.key_exchange_strength == 3072);
}

BOOST_AUTO_TEST_CASE(enable_just_the_signature_algorithms_named) {
  tls::options rules;
  rules.tls12_signature_algorithms = "sha512-rsa, SHA384-ecdsa";
  rules.tls13_signature_algorithms = "rsa_pss_sha512";
  BOOST_TEST(agreed(rules, with_signatures(TLS1_2_VERSION, "RSA+SHA512"), rsa_server()).version == "TLSv1.2");
  BOOST_TEST(agreed(rules, with_signatures(TLS1_2_VERSION, "RSA+SHA256"), rsa_server()).version == "");
  BOOST_TEST(agreed(rules, with_signatures(TLS1_3_VERSION, "rsa_pss_rsae_sha512:RSA+SHA256"), rsa_server()).version ==
             "TLSv1.3");
  BOOST_TEST(agreed(rules, with_signatures(TLS1_3_VERSION, "rsa_pss_rsae_sha256:RSA+SHA256"), rsa_server()).version ==
             "");
}

BOOST_AUTO_TEST_CASE(tell_static_rsa_and_finite_field_key_exchanges) {
  tls::options rules;
  rules.cipher_suites = "TLS_RSA_WITH_AES_128_GCM_SHA256;TLS_DHE_RSA_WITH_AES_256_GCM_SHA384";
  const auto rsa = agreed(rules, with_suites("AES128-GCM-SHA256"), rsa_server());
  BOOST_TEST(rsa.key_exchange == "RSA");
  BOOST_TEST(rsa.key_exchange_strength == 2048);
  auto setup = with_suites("DHE-RSA-AES256-GCM-SHA384");
  tls_pair both{make_context(rules, rsa_server()), setup};
  BOOST_TEST_REQUIRE(both.run());
  EVP_PKEY* peer = nullptr;
  BOOST_TEST_REQUIRE(SSL_get_peer_tmp_key(both.client().native(), &peer) == 1);
  BOOST_TEST(both.server().session().key_exchange == "DHE");
  BOOST_TEST(both.server().session().key_exchange_strength == EVP_PKEY_get_bits(peer));
  EVP_PKEY_free(peer);
}

BOOST_AUTO_TEST_CASE(prefer_the_servers_order_of_suites) {
  BOOST_TEST(agreed({}, with_suites("ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256")).cipher ==
             "ECDHE-ECDSA-AES128-GCM-SHA256");
}

BOOST_AUTO_TEST_CASE(choose_an_application_protocol) {
  tls::options rules;
  rules.alpn = {"irc", "http/1.1"};
  client_setup setup;
  setup.alpn = {"h2", "http/1.1", "irc"};
  BOOST_TEST(agreed(rules, setup).alpn == "irc");
  setup.alpn = {"http/1.1"};
  BOOST_TEST(agreed(rules, setup).alpn == "http/1.1");
  BOOST_TEST(agreed(rules).version == "TLSv1.3");
  BOOST_TEST(agreed(rules).alpn == "");
  setup.alpn = {"h2"};
  tls_pair both{make_context(rules), setup};
  BOOST_TEST(!both.run());
  BOOST_TEST(both.client().alert() == "no application protocol");
  BOOST_TEST((both.server().needs() == tls::want::failed));
}

BOOST_AUTO_TEST_CASE(tell_the_server_name) {
  client_setup setup;
  setup.server_name = "www.example.com";
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    setup.least = setup.most = version;
    BOOST_TEST(agreed({}, setup).server_name == "www.example.com");
  }
  BOOST_TEST(agreed({}).server_name == "");
}

BOOST_AUTO_TEST_CASE(append_secrets_to_a_key_log) {
  const temporary_folder folder;
  tls::options rules;
  rules.key_log_file = folder.path_of("keys");
  const auto lines = [&] {
    std::ifstream in{rules.key_log_file};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  };
  agreed(rules, only(TLS1_2_VERSION));
  const auto before = lines();
  BOOST_TEST(before.find("CLIENT_RANDOM ") == 0U);
  BOOST_TEST(before.back() == '\n');
  agreed(rules, only(TLS1_3_VERSION));
  BOOST_TEST(lines().find(before) == 0U);
  BOOST_TEST(lines().find("SERVER_TRAFFIC_SECRET_0 ") != std::string::npos);
  struct stat about {};
  BOOST_TEST(::stat(rules.key_log_file.c_str(), &about) == 0);
  BOOST_TEST((about.st_mode & 0777U) == 0600U);
}

BOOST_AUTO_TEST_CASE(leave_everything_to_the_system_when_asked) {
  tls::options rules;
  rules.system_defaults = true;
  rules.protocols = 0x30;
  rules.cipher_suites = "CALG_AES";
  rules.log_messages = true;
  tls_pair both{make_context(rules)};
  both.choose = [](const tls::client_hello&) -> tls::credentials_ptr {
    BOOST_ERROR("nobody is asked for a certificate");
    return nullptr;
  };
  BOOST_TEST(both.run());
  BOOST_TEST(both.server().take_messages().empty());
}

BOOST_AUTO_TEST_CASE(take_a_seed) {
  tls::options rules;
  rules.seed = "some entropy";
  BOOST_TEST(agreed(rules).version == "TLSv1.3");
}

BOOST_AUTO_TEST_SUITE_END()
