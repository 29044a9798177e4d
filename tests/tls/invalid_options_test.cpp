#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/temporary_file.hpp"
#include "troupe/tests/tls/tls_settings.hpp"
#include "troupe/tls/documented_suites.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Why a value of this option is refused.
template <class T>
std::string refused_with(T tls::options::*option, T value) {
  tls::options rules;
  rules.*option = std::move(value);
  return refused(rules);
}

using text = std::string;

} // namespace

BOOST_AUTO_TEST_SUITE(invalid_options)

BOOST_AUTO_TEST_CASE(are_versions_that_are_gone_or_none) {
  for (const unsigned each : {0x0CU, 0x0CU | 0xC00U, 0x04U})
    BOOST_TEST(has(refused_with(&tls::options::protocols, each), "SSL 2"));
  BOOST_TEST(has(refused_with(&tls::options::protocols, 0x30U), "SSLEnabledProtocols 48: SSL 3"));
  BOOST_TEST(has(refused_with(&tls::options::protocols, 0U), "12288 (TLS 1.3)"));
  BOOST_TEST(has(refused_with(&tls::options::protocols, 0x10000U), "no such version"));
}

BOOST_AUTO_TEST_CASE(are_cipher_suites_that_are_unknown_gone_or_of_windows) {
  const auto reason = [](const text& value) { return refused_with(&tls::options::cipher_suites, value); };
  BOOST_TEST(has(reason("TLS_BOGUS"), "SSLEnabledCipherSuites: \"TLS_BOGUS\" is unknown"));
  BOOST_TEST(has(reason("CALG_AES_256"), "\"CALG_AES_256\" is a name of Windows"));
  BOOST_TEST(reason("*") == "");
  BOOST_TEST(reason("") == "");
  int gone = 0;
  for (const auto& each : tls::documented_suites)
    if (each.openssl == nullptr) {
      ++gone;
      BOOST_TEST(has(reason(text{"TLS_AES_128_GCM_SHA256;"} + each.name), text{each.name} + "\" is not in OpenSSL"));
    } else {
      BOOST_TEST(each.openssl == OPENSSL_cipher_name(each.name));
      tls::options rules;
      rules.cipher_suites = each.name;
      BOOST_TEST(refused(rules) == "");
    }
  BOOST_TEST(gone == 24);
}

BOOST_AUTO_TEST_CASE(are_suites_that_no_enabled_version_has) {
  tls::options rules;
  rules.cipher_suites = "TLS_AES_128_GCM_SHA256";
  rules.protocols = 0xC00;
  BOOST_TEST(has(refused(rules), "none of the versions enabled has one of the cipher suites"));
  rules.cipher_suites = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
  rules.protocols = 0x3C0;
  BOOST_TEST(has(refused(rules), "SSLEnabledProtocols 960"));
}

BOOST_AUTO_TEST_CASE(are_words_that_openssls_list_does_not_know) {
  const auto reason = [](const text& value) { return refused_with(&tls::options::cipher_list, value); };
  BOOST_TEST(has(reason("HIGH:BOGUS"), "OpenSSLCipherList: \"BOGUS\""));
  BOOST_TEST(has(reason("ECDHE+BOGUS"), "\"BOGUS\""));
  BOOST_TEST(has(reason("HIGH:!BOGUS"), "\"BOGUS\""));
  BOOST_TEST(has(reason("HIGH:@BOGUS"), "@SECLEVEL"));
  BOOST_TEST(has(reason("HIGH:@SECLEVEL=9"), "@SECLEVEL=9"));
  BOOST_TEST(has(reason("HIGH:DEFAULT"), "at the beginning"));
  BOOST_TEST(has(reason("TLS_AES_128_GCM_SHA256"), "SSLEnabledCipherSuites"));
  BOOST_TEST(has(reason("RC4"), "no cipher suite fits"));
  for (const auto* const good : {"DEFAULT", "HIGH:!aNULL:!MD5:!RC4", "ECDHE+AESGCM:@STRENGTH", "DEFAULT@SECLEVEL=1",
                                 "DEFAULT:@SECLEVEL=0", "ECDHE-RSA-AES128-GCM-SHA256, HIGH"})
    BOOST_TEST(reason(good) == "");
}

BOOST_AUTO_TEST_CASE(are_strengths_that_nothing_has) {
  BOOST_TEST(has(refused_with(&tls::options::cipher_strength, 512), "SSLCipherStrength 512"));
  BOOST_TEST(refused_with(&tls::options::cipher_strength, 0) == "");
}

BOOST_AUTO_TEST_CASE(are_unknown_groups_and_signature_algorithms) {
  BOOST_TEST(
    has(refused_with(&tls::options::tls12_groups, text{"ffdhe_2048"}), "TLS12SupportedGroups: \"ffdhe_2048\""));
  BOOST_TEST(has(refused_with(&tls::options::tls13_groups, text{"ecdhe_bogus"}), "allowed are ecdhe_x25519"));
  BOOST_TEST(has(refused_with(&tls::options::tls13_key_share_groups, text{"x"}), "TLS13KeyShareGroups: \"x\""));
  BOOST_TEST(has(refused_with(&tls::options::tls12_signature_algorithms, text{"md5-rsa"}), "\"md5-rsa\" is unknown"));
  BOOST_TEST(has(refused_with(&tls::options::tls13_signature_algorithms, text{"rsa"}), "rsa_pss_sha512"));
  BOOST_TEST(has(refused_with(&tls::options::tls12_signature_algorithms, text{"sha1-rsa,sha1-dsa"}), "@SECLEVEL=0"));
  BOOST_TEST(refused_with(&tls::options::tls12_signature_algorithms,
                          text{"sha512-ecdsa,sha512-rsa,sha512-dsa,sha384-ecdsa,sha384-rsa,sha384-dsa,sha256-ecdsa,"
                               "sha256-rsa,sha256-dsa,sha224-ecdsa,sha224-rsa,sha224-dsa,sha1-ecdsa,sha1-rsa,"
                               "sha1-dsa"}) == "");
  BOOST_TEST(refused_with(&tls::options::tls13_groups, text{"ffdhe_2048,ffdhe_2048"}) == "");
}

BOOST_AUTO_TEST_CASE(are_application_protocols_without_a_name) {
  BOOST_TEST(has(refused_with(&tls::options::alpn, {""}), "SSLAlpnProtocols"));
  BOOST_TEST(has(refused_with(&tls::options::alpn, {text(256, 'x')}), "256 bytes"));
}

BOOST_AUTO_TEST_CASE(are_files_that_can_not_be_opened) {
  const temporary_folder folder;
  BOOST_TEST(has(refused_with(&tls::options::key_log_file, folder.path_of("no/keys")), "No such file"));
  const auto missing = folder.path_of("missing");
  const auto why = [](const tls::options& rules) {
    const auto made = tls::context::make(rules, credentials_of(ecdsa_server()));
    BOOST_TEST_REQUIRE(!made);
    BOOST_TEST((made.why().code == tls::errc::store_not_opened));
    return made.why().reason;
  };
  tls::options rules;
  rules.ca_file = missing;
  BOOST_TEST(why(rules) == "OpenSSLCAFile: " + missing + ": No such file or directory");
  rules = {};
  rules.ca_directory = missing;
  BOOST_TEST(why(rules) == "OpenSSLCADir: " + missing + ": No such file or directory");
  for (const auto option :
       {&tls::options::ca_certificates, &tls::options::client_authorities, &tls::options::server_authorities}) {
    rules = {};
    rules.*option = "no certificate";
    BOOST_TEST(has(why(rules), "CACerts: "));
  }
}

BOOST_AUTO_TEST_CASE(are_compared_field_by_field) {
  tls::options a;
  BOOST_TEST((a == tls::options{}));
  a.alpn = {"x"};
  BOOST_TEST((a != tls::options{}));
  a = {};
  a.seed = "x";
  BOOST_TEST((a != tls::options{}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(context_identity)

BOOST_AUTO_TEST_CASE(may_be_missing_but_has_a_key) {
  BOOST_TEST(!!tls::context::make({}, nullptr));
  const auto bare = tls::credentials::parse(ecdsa_server().certificate);
  BOOST_TEST_REQUIRE(!!bare);
  const auto made = tls::context::make({}, *bare);
  BOOST_TEST_REQUIRE(!made);
  BOOST_TEST((made.why().code == tls::errc::no_credentials));
}

BOOST_AUTO_TEST_SUITE_END()
