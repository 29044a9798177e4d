#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "troupe/api/letter_case.hpp"
#include "troupe/tests/api/setting_checks.hpp"

using troupe::server_values;
using troupe::setting_type;
using troupe::test::after;

BOOST_AUTO_TEST_SUITE(settings_table)

BOOST_AUTO_TEST_CASE(has_the_documented_settings_and_those_of_troupe) {
  const std::set<std::string_view> documented{"AllowedClients",
                                              "BindExclusively",
                                              "BlockedClients",
                                              "BuildInfo",
                                              "CloseStreamAfterTransfer",
                                              "CodePage",
                                              "DefaultConnectionTimeout",
                                              "InBufferSize",
                                              "KeepAliveInterval",
                                              "KeepAliveTime",
                                              "LicenseInfo",
                                              "LogSSLPackets",
                                              "MaskSensitiveData",
                                              "MaxConnections",
                                              "OpenSSLCADir",
                                              "OpenSSLCAFile",
                                              "OpenSSLCipherList",
                                              "OpenSSLPrngSeedData",
                                              "OutBufferSize",
                                              "ReuseSSLSession",
                                              "SSLCACerts",
                                              "SSLCheckCRL",
                                              "SSLCheckOCSP",
                                              "SSLCipherStrength",
                                              "SSLClientCACerts",
                                              "SSLEnableRenegotiation",
                                              "SSLEnabledCipherSuites",
                                              "SSLEnabledProtocols",
                                              "SSLIncludeCertChain",
                                              "SSLKeyLogFile",
                                              "SSLNegotiatedCipher",
                                              "SSLNegotiatedCipherStrength",
                                              "SSLNegotiatedCipherSuite",
                                              "SSLNegotiatedKeyExchange",
                                              "SSLNegotiatedKeyExchangeStrength",
                                              "SSLNegotiatedVersion",
                                              "SSLSecurityFlags",
                                              "SSLServerCACerts",
                                              "TLS12SignatureAlgorithms",
                                              "TLS12SupportedGroups",
                                              "TLS13KeyShareGroups",
                                              "TLS13SignatureAlgorithms",
                                              "TLS13SupportedGroups",
                                              "TcpNoDelay",
                                              "UseIPv6",
                                              "UseInternalSecurityAPI"};
  const std::set<std::string_view> own{
    "DoEventsWait", "DrainTimeout",     "MaxConnectionsMessage", "MaxConnectionsPolicy", "MaxHandshakes",
    "RestartLimit", "SSLAlpnProtocols", "SSLCertAutoReload",     "SendQueueLimit",       "WorkerThreads"};
  std::set<std::string_view> found_documented;
  std::set<std::string_view> found_own;
  for (const auto& row : troupe::settings_table())
    BOOST_TEST((row.is_documented ? found_documented : found_own).insert(row.name).second);
  BOOST_TEST(found_documented == documented, boost::test_tools::per_element());
  BOOST_TEST(found_own == own, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(has_the_documented_defaults) {
  const std::pair<std::string_view, std::string_view> defaults[] = {{"AllowedClients", ""},
                                                                    {"BindExclusively", "True"},
                                                                    {"BlockedClients", ""},
                                                                    {"CloseStreamAfterTransfer", "True"},
                                                                    {"DefaultConnectionTimeout", "10"},
                                                                    {"InBufferSize", "0"},
                                                                    {"KeepAliveInterval", "0"},
                                                                    {"KeepAliveTime", "0"},
                                                                    {"MaxConnections", "1000"},
                                                                    {"OutBufferSize", "0"},
                                                                    {"TcpNoDelay", "False"},
                                                                    {"UseIPv6", "0"},
                                                                    {"CodePage", "65001"},
                                                                    {"MaskSensitiveData", "True"},
                                                                    {"UseInternalSecurityAPI", "False"},
                                                                    {"WorkerThreads", "0"},
                                                                    {"SendQueueLimit", "262144"},
                                                                    {"DrainTimeout", "30"},
                                                                    {"DoEventsWait", "100"},
                                                                    {"MaxConnectionsPolicy", "Refuse"},
                                                                    {"MaxConnectionsMessage", ""},
                                                                    {"LogSSLPackets", "False"},
                                                                    {"OpenSSLCADir", ""},
                                                                    {"OpenSSLCAFile", ""},
                                                                    {"OpenSSLPrngSeedData", ""},
                                                                    {"SSLCACerts", ""},
                                                                    {"SSLCheckCRL", "0"},
                                                                    {"SSLCheckOCSP", "0"},
                                                                    {"SSLClientCACerts", ""},
                                                                    {"SSLEnabledCipherSuites", "*"},
                                                                    {"SSLEnabledProtocols", "15360"},
                                                                    {"SSLEnableRenegotiation", "False"},
                                                                    {"SSLIncludeCertChain", "False"},
                                                                    {"SSLKeyLogFile", ""},
                                                                    {"SSLSecurityFlags", "0"},
                                                                    {"SSLServerCACerts", ""},
                                                                    {"SSLNegotiatedCipher", ""},
                                                                    {"SSLNegotiatedCipherStrength", "0"},
                                                                    {"SSLAlpnProtocols", ""},
                                                                    {"SSLCertAutoReload", "False"},
                                                                    {"MaxHandshakes", "512"},
                                                                    {"RestartLimit", "5"}};
  for (const auto& [name, value] : defaults)
    BOOST_TEST(troupe::find_setting(name)->fallback() == value, name);
}

BOOST_AUTO_TEST_CASE(describes_every_setting) {
  for (const auto& row : troupe::settings_table()) {
    BOOST_TEST(row.description.size() > 20U, row.name);
    BOOST_TEST(row.description.back() == '.', row.name);
    BOOST_TEST(!row.allowed().empty(), row.name);
  }
}

BOOST_AUTO_TEST_CASE(takes_its_own_default_as_a_value) {
  for (const auto& row : troupe::settings_table())
    if (row.type != setting_type::fixed_text)
      BOOST_TEST(after(row.name, row.fallback()) == row.fallback(), row.name);
}

BOOST_AUTO_TEST_CASE(keeps_every_setting_apart_from_the_others) {
  for (const auto& row : troupe::settings_table()) {
    if (row.type == setting_type::fixed_text)
      continue;
    server_values values;
    const bool is_on = row.fallback() == "True";
    const std::string other = row.type == setting_type::boolean     ? (is_on ? "False" : "True")
                              : row.type == setting_type::integer   ? std::to_string(row.range.most)
                              : row.type == setting_type::flags     ? "1"
                              : row.type == setting_type::code_page ? "1252"
                              : row.type == setting_type::choice    ? "Wait"
                                                                    : "192.0.2.1";
    row.write(values, other);
    for (const auto& each : troupe::settings_table())
      BOOST_TEST((each.read(values) != each.fallback()) == (each.name == row.name), row.name << " " << each.name);
  }
}

BOOST_AUTO_TEST_CASE(reads_a_setting_of_a_connection_from_its_session) {
  troupe::tls::session_info session;
  session.version = "TLSv1.3";
  session.cipher = "TLS_AES_128_GCM_SHA256";
  session.cipher_suite = "TLS_AES_128_GCM_SHA256 (IANA)";
  session.key_exchange = "X25519";
  session.cipher_strength = 128;
  session.key_exchange_strength = 253;
  const std::pair<std::string_view, std::string_view> expected[] = {
    {"SSLNegotiatedVersion", "TLSv1.3"},
    {"SSLNegotiatedCipher", "TLS_AES_128_GCM_SHA256"},
    {"SSLNegotiatedCipherSuite", "TLS_AES_128_GCM_SHA256 (IANA)"},
    {"SSLNegotiatedKeyExchange", "X25519"},
    {"SSLNegotiatedCipherStrength", "128"},
    {"SSLNegotiatedKeyExchangeStrength", "253"}};
  for (const auto& [name, value] : expected)
    BOOST_TEST(troupe::find_setting(name)->read(session) == value, name);
  const auto& table = troupe::settings_table();
  BOOST_TEST(std::count_if(table.begin(), table.end(), [](const auto& row) { return row.is_of_connection(); }) == 6);
}

BOOST_AUTO_TEST_CASE(finds_no_unknown_setting) {
  BOOST_TEST(troupe::find_setting("sslcacerts") != nullptr);
  BOOST_TEST(troupe::find_setting("MaxConnection") == nullptr);
  BOOST_TEST(troupe::find_setting("") == nullptr);
}

BOOST_AUTO_TEST_CASE(lists_the_names_that_are_like_another) {
  using troupe::settings_like;
  BOOST_TEST(settings_like("inbufersize").front() == "InBufferSize");
  BOOST_TEST(settings_like("Connections").front() == "MaxConnections");
  BOOST_TEST(settings_like("e").empty());
  for (const auto& row : troupe::settings_table()) {
    BOOST_TEST(settings_like(troupe::small_letters(row.name)).front() == row.name);
    BOOST_TEST(settings_like(row.name).size() <= 3U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
