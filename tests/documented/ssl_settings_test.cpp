#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"
#include "troupe/tests/support/minted.hpp"

namespace {

using troupe::test::error_of;
using troupe::test::idle_server;
using troupe::test::minted_certificate;
using troupe::test::started_server;

using name_and_value = std::pair<std::string, std::string>;

// Sets, and expects it to read as it was set.
void check_taken(troupe::TCPServer& server, const std::string& name, const std::string& value) {
  BOOST_TEST(error_of([&] { server.Config(name + '=' + value); }) == "", name);
  BOOST_TEST(server.Config(name) == value, name);
}

// Expects a refusal that names the setting, and leaves it as it is.
void check_refused(troupe::TCPServer& server, const std::string& name, const std::string& value, int code = 1002) {
  const auto before = server.Config(name);
  const auto error = error_of([&] { server.Config(name + '=' + value); });
  BOOST_TEST(error.find(std::to_string(code) + ' ') == 0U, name << '=' << value << ": " << error);
  BOOST_TEST(error.find(name) != std::string::npos, error);
  BOOST_TEST(server.Config(name) == before, name);
}

} // namespace

BOOST_AUTO_TEST_SUITE(ssl_settings)

BOOST_AUTO_TEST_CASE(have_their_documented_defaults) {
  troupe::TCPServer server;
  for (const auto& [name, value] : {name_and_value{"LogSSLPackets", "False"},
                                    {"SSLCheckCRL", "0"},
                                    {"SSLCheckOCSP", "0"},
                                    {"SSLEnabledCipherSuites", "*"},
                                    {"SSLCACerts", ""},
                                    {"SSLClientCACerts", ""},
                                    {"SSLServerCACerts", ""},
                                    {"SSLKeyLogFile", ""},
                                    {"SSLEnableRenegotiation", "False"},
                                    {"SSLIncludeCertChain", "False"},
                                    {"SSLSecurityFlags", "0"}})
    BOOST_TEST(server.Config(name) == value, name);
}

// A listed deviation: documented is 3072.
BOOST_AUTO_TEST_CASE(enable_tls_1_3_beside_1_2) {
  BOOST_TEST(troupe::TCPServer{}.Config("SSLEnabledProtocols") == "15360");
}

BOOST_AUTO_TEST_CASE(take_the_documented_values_of_ssl_enabled_protocols) {
  troupe::TCPServer server;
  for (const std::string value : {"12288", "3072", "15360", "768", "192", "16320", "4032"})
    check_taken(server, "SSLEnabledProtocols", value);
  server.Config("SSLEnabledProtocols=0xC00");
  BOOST_TEST(server.Config("SSLEnabledProtocols") == "3072");
}

BOOST_AUTO_TEST_CASE(refuse_ssl_2_and_3_because_the_internal_provider_has_them_not) {
  troupe::TCPServer server;
  for (const std::string value : {"12", "48", "60", "3120", "0x3C0C"}) {
    check_refused(server, "SSLEnabledProtocols", value);
    const auto error = error_of([&] { server.Config("SSLEnabledProtocols=" + value); });
    BOOST_TEST(error.find("SSL") != std::string::npos, error);
  }
  for (const std::string value : {"0", "1", "65536", "TLS1.2", ""})
    check_refused(server, "SSLEnabledProtocols", value);
}

BOOST_AUTO_TEST_CASE(take_every_documented_flag_of_ssl_security_flags) {
  troupe::TCPServer server;
  for (const std::string value : {"0x00000001", "0x00000002", "0x00000004", "0x00000010", "0x00000020", "0x00000100",
                                  "0x00000200", "0x00000400", "0x00000800", "0x00008000", "0x00004000"}) {
    BOOST_TEST(error_of([&] { server.Config("SSLSecurityFlags=" + value); }) == "", value);
    BOOST_TEST(std::stoul(server.Config("SSLSecurityFlags")) == std::stoul(value, nullptr, 16));
  }
  server.Config("SSLSecurityFlags=0x80000000");
  BOOST_TEST(server.Config("SSLSecurityFlags") == "2147483648");
  for (const std::string value : {"-1", "all", "", "0x8", "0x1FFFFFFFF"})
    check_refused(server, "SSLSecurityFlags", value);
}

BOOST_AUTO_TEST_CASE(check_revocation_to_one_of_three_degrees) {
  troupe::TCPServer server;
  for (const std::string name : {"SSLCheckCRL", "SSLCheckOCSP"}) {
    for (const std::string value : {"1", "2", "0"})
      check_taken(server, name, value);
    for (const std::string value : {"3", "-1", "True"})
      check_refused(server, name, value);
  }
}

BOOST_AUTO_TEST_CASE(are_booleans_where_they_are_documented_so) {
  troupe::TCPServer server;
  for (const std::string name : {"LogSSLPackets", "ReuseSSLSession", "SSLEnableRenegotiation", "SSLIncludeCertChain"}) {
    for (const std::string value : {"True", "False"})
      check_taken(server, name, value);
    check_refused(server, name, "perhaps");
  }
}

BOOST_AUTO_TEST_CASE(take_lists_of_authorities_in_pem) {
  const minted_certificate intermediate{"Intermediate"};
  const minted_certificate root{"Root"};
  const auto list = intermediate.certificate_pem() + "\r\n" + root.certificate_pem();
  troupe::TCPServer server;
  for (const std::string name : {"SSLCACerts", "SSLClientCACerts", "SSLServerCACerts"}) {
    check_taken(server, name, list);
    check_taken(server, name, "");
    const auto before = server.Config(name);
    for (const std::string bad : {"no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
      const auto error = error_of([&] { server.Config(name + '=' + bad); });
      BOOST_TEST(error.find(name) != std::string::npos, name << ": " << error);
      BOOST_TEST(server.Config(name) == before);
    }
  }
}

BOOST_AUTO_TEST_CASE(take_a_file_and_a_folder_of_authorities) {
  const minted_certificate root{"Root"};
  const troupe::test::temporary_folder folder;
  troupe::TCPServer server;
  check_taken(server, "OpenSSLCAFile", root.certificate_file());
  check_taken(server, "OpenSSLCADir", folder.path());
}

BOOST_AUTO_TEST_CASE(say_which_file_of_authorities_can_not_be_read) {
  troupe::TCPServer server;
  for (const std::string name : {"OpenSSLCAFile", "OpenSSLCADir"}) {
    const auto error = error_of([&] { server.Config(name + "=/nowhere/ca"); });
    BOOST_TEST(error.find("271 Cannot open certificate store: ") == 0U, error);
    BOOST_TEST(error.find("/nowhere/ca") != std::string::npos, error);
    BOOST_TEST(server.Config(name) == "");
  }
}

BOOST_AUTO_TEST_CASE(say_that_a_key_log_can_not_be_written) {
  troupe::TCPServer server;
  check_refused(server, "SSLKeyLogFile", "/nowhere/keys.log");
  const troupe::test::temporary_folder folder;
  check_taken(server, "SSLKeyLogFile", folder.path_of("keys.log"));
}

BOOST_AUTO_TEST_CASE(take_a_list_of_ciphers_as_openssl_writes_it) {
  troupe::TCPServer server;
  for (const std::string value :
       {"DEFAULT", "ECDHE+AESGCM", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256"})
    check_taken(server, "OpenSSLCipherList", value);
  check_refused(server, "OpenSSLCipherList", "NO-SUCH-CIPHER");
}

BOOST_AUTO_TEST_CASE(take_cipher_suites_separated_by_semicolons) {
  troupe::TCPServer server;
  check_taken(server, "SSLEnabledCipherSuites",
              "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384;TLS_AES_128_GCM_SHA256");
  check_taken(server, "SSLEnabledCipherSuites", "*");
  for (const std::string value :
       {"TLS_NO_SUCH_SUITE", "CALG_AES_256", "TLS_AES_128_GCM_SHA256;TLS_RSA_WITH_RC4_128_MD5"})
    check_refused(server, "SSLEnabledCipherSuites", value);
}

BOOST_AUTO_TEST_CASE(take_a_least_strength_of_ciphers) {
  troupe::TCPServer server;
  for (const std::string value : {"0", "128", "256"})
    check_taken(server, "SSLCipherStrength", value);
  for (const std::string value : {"-1", "257", "strong"})
    check_refused(server, "SSLCipherStrength", value);
}

BOOST_AUTO_TEST_CASE(take_the_documented_signature_algorithms) {
  troupe::TCPServer server;
  check_taken(server, "TLS12SignatureAlgorithms", "sha256-rsa,sha384-ecdsa,sha512-rsa");
  check_taken(server, "TLS12SignatureAlgorithms", "");
  check_taken(server, "TLS13SignatureAlgorithms",
              "ed25519,ed448,ecdsa_secp256r1_sha256,ecdsa_secp384r1_sha384,ecdsa_secp521r1_sha512,rsa_pkcs1_sha256,"
              "rsa_pkcs1_sha384,rsa_pkcs1_sha512,rsa_pss_sha256,rsa_pss_sha384,rsa_pss_sha512");
  for (const std::string name : {"TLS12SignatureAlgorithms", "TLS13SignatureAlgorithms"})
    check_refused(server, name, "sha256-rot13");
}

BOOST_AUTO_TEST_CASE(take_the_documented_groups) {
  const std::string all =
    "ecdhe_x25519,ecdhe_x448,ecdhe_secp256r1,ecdhe_secp384r1,ecdhe_secp521r1,ffdhe_2048,ffdhe_3072,"
    "ffdhe_4096,ffdhe_6144,ffdhe_8192";
  troupe::TCPServer server;
  check_taken(server, "TLS12SupportedGroups", "ecdhe_secp256r1,ecdhe_secp384r1,ecdhe_secp521r1");
  check_taken(server, "TLS13SupportedGroups", all);
  check_taken(server, "TLS13KeyShareGroups", all);
  for (const std::string name : {"TLS12SupportedGroups", "TLS13SupportedGroups", "TLS13KeyShareGroups"})
    check_refused(server, name, "ecdhe_secp1");
}

BOOST_AUTO_TEST_CASE(take_seeds_of_any_kind) {
  troupe::TCPServer server;
  check_taken(server, "OpenSSLPrngSeedData", "4 8 15 16 23 42");
}

BOOST_AUTO_TEST_CASE(take_application_protocols) {
  troupe::TCPServer server;
  check_taken(server, "SSLAlpnProtocols", "h2,http/1.1");
  check_refused(server, "SSLAlpnProtocols", "h2,,http/1.1");
}

BOOST_AUTO_TEST_CASE(refused_leave_every_other_value_of_tls_in_force) {
  troupe::TCPServer server;
  server.Config("SSLAlpnProtocols=h2");
  server.SSLAuthenticateClients(true);
  check_refused(server, "SSLEnabledProtocols", "48");
  BOOST_TEST(server.Config("SSLAlpnProtocols") == "h2");
  BOOST_TEST(server.SSLAuthenticateClients());
}

BOOST_FIXTURE_TEST_CASE(may_be_changed_while_listening, started_server) {
  for (const auto& [name, value] : {name_and_value{"SSLEnabledProtocols", "12288"},
                                    {"ReuseSSLSession", "False"},
                                    {"SSLAlpnProtocols", "h2"},
                                    {"LogSSLPackets", "True"}})
    check_taken(server, name, value);
}

BOOST_FIXTURE_TEST_CASE(of_a_connection_say_nothing_about_one_without_tls, started_server) {
  const auto one = join();
  const auto of = "[" + std::to_string(one.id) + "]";
  for (const std::string name :
       {"SSLNegotiatedCipher", "SSLNegotiatedCipherSuite", "SSLNegotiatedKeyExchange", "SSLNegotiatedVersion"})
    BOOST_TEST(server.Config(name + of) == "");
  for (const std::string name : {"SSLNegotiatedCipherStrength", "SSLNegotiatedKeyExchangeStrength"})
    BOOST_TEST(server.Config(name + of) == "0");
}

BOOST_FIXTURE_TEST_CASE(of_a_connection_can_be_read_on_the_thread_of_its_events, idle_server) {
  server.Config("WorkerThreads=2");
  std::atomic<bool> is_plain{false};
  events.then_connected = [&](troupe::ConnectedEvent& e) {
    is_plain = server.Config("SSLNegotiatedVersion[" + std::to_string(e.ConnectionId) + "]").empty();
  };
  start();
  const auto one = join();
  BOOST_TEST(is_plain);
  BOOST_TEST((events.last("Connected", one.id).thread != std::this_thread::get_id()));
}

BOOST_FIXTURE_TEST_CASE(of_a_connection_need_its_id, started_server) {
  const auto one = join();
  BOOST_TEST(error_of([&] { server.Config("SSLNegotiatedVersion"); }) ==
             "126 Invalid ConnectionId: SSLNegotiatedVersion is a setting of a connection: ask for "
             "SSLNegotiatedVersion[ConnectionId]");
  BOOST_TEST(error_of([&] { server.Config("SSLNegotiatedVersion[4711]"); }) == "126 Invalid ConnectionId.");
  const auto changed = "SSLNegotiatedVersion[" + std::to_string(one.id) + "]=TLSv1.2";
  BOOST_TEST(error_of([&] { server.Config(changed); }) == "1004 This setting is read-only: SSLNegotiatedVersion");
}

BOOST_AUTO_TEST_SUITE_END()
