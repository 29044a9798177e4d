#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/api/error.hpp"
#include "troupe/api/letter_case.hpp"
#include "troupe/api/setting_names.hpp"
#include "troupe/api/settings_table.hpp"

namespace {

using troupe::server_values;
using troupe::setting;
using troupe::setting_type;

// What `name` reads as after it was set to `text`.
std::string after(std::string_view name, std::string_view text) {
  server_values values;
  const auto& row = *troupe::find_setting(name);
  row.write(values, text);
  return row.read(values);
}

// The error of setting `name`, which must leave it as it was.
std::string error_of(const setting& row, const std::string& text) {
  server_values values;
  try {
    row.write(values, text);
    return "";
  } catch (const troupe::Error& error) {
    BOOST_TEST(row.read(values) == row.fallback());
    return std::to_string(error.Code()) + ' ' + error.Description();
  }
}

std::string error_of(std::string_view name, const std::string& text) {
  return error_of(*troupe::find_setting(name), text);
}

} // namespace

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

BOOST_AUTO_TEST_CASE(checks_the_range_of_every_integer) {
  for (const auto& row : troupe::settings_table()) {
    if (row.type != setting_type::integer)
      continue;
    const auto least = std::to_string(row.range.least);
    const auto most = std::to_string(row.range.most);
    BOOST_TEST(after(row.name, least) == least, row.name);
    BOOST_TEST(after(row.name, most) == most, row.name);
    for (const long long wrong : {row.range.least - 1LL, row.range.most + 1LL}) {
      const auto text = std::to_string(wrong);
      const auto rest = " (allowed: " + least + " to " + most + ')';
      BOOST_TEST(error_of(row, text) == std::string{"1002 Invalid value: "}.append(row.name) + '=' + text + rest);
    }
  }
  BOOST_TEST(troupe::find_setting("MaxConnections")->allowed() == "1 to 10000000");
  BOOST_TEST(troupe::find_setting("UseIPv6")->allowed() == "0 to 2");
}

BOOST_AUTO_TEST_CASE(refuses_integers_that_are_none) {
  for (const auto* text : {"", " ", "abc", "12x", "1.5", "0x10", "+5", "99999999999999999999", "1 2"})
    BOOST_TEST(error_of("MaxConnections", text) ==
               "1002 Invalid value: MaxConnections=" + std::string{text} + " (allowed: 1 to 10000000)");
  BOOST_TEST(after("MaxConnections", " 12\t") == "12");
}

BOOST_AUTO_TEST_CASE(takes_booleans_in_the_documented_words_in_any_case) {
  for (const auto* text : {"True", "TRUE", "true", "1", "Yes", "yES", " true "})
    BOOST_TEST(after("TcpNoDelay", text) == "True");
  for (const auto* text : {"False", "FALSE", "0", "No", "nO"})
    BOOST_TEST(after("BindExclusively", text) == "False");
  for (const auto* text : {"", "2", "on", "truee"})
    BOOST_TEST(error_of("TcpNoDelay", text) ==
               "1002 Invalid value: TcpNoDelay=" + std::string{text} + " (allowed: True, False, 1, 0, Yes, No)");
}

BOOST_AUTO_TEST_CASE(takes_the_names_of_a_choice_in_any_case) {
  BOOST_TEST(after("MaxConnectionsPolicy", "wait") == "Wait");
  BOOST_TEST(after("MaxConnectionsPolicy", " REFUSE ") == "Refuse");
  BOOST_TEST(error_of("MaxConnectionsPolicy", "queue") ==
             "1002 Invalid value: MaxConnectionsPolicy=queue (allowed: Refuse, Wait)");
  BOOST_TEST(error_of("MaxConnectionsPolicy", "").substr(0, 4) == "1002");
}

BOOST_AUTO_TEST_CASE(stores_what_a_choice_means) {
  server_values values;
  troupe::find_setting("MaxConnectionsPolicy")->write(values, "Wait");
  BOOST_TEST((values.max_connections_policy == troupe::actors::overload_policy::wait));
}

BOOST_AUTO_TEST_CASE(stores_the_bytes_that_escapes_stand_for) {
  server_values values;
  const auto& row = *troupe::find_setting("MaxConnectionsMessage");
  row.write(values, " full\\r\\n");
  BOOST_TEST(values.max_connections_message == " full\r\n");
  BOOST_TEST(row.read(values) == " full\\r\\n");
  BOOST_TEST(error_of(row, "full\\0") == "1002 Invalid value: MaxConnectionsMessage=full\\\\0 (allowed: any text, with "
                                         "\\r, \\n, \\t and \\\\ as the only escapes)");
}

BOOST_AUTO_TEST_CASE(stores_a_list_of_clients_with_its_names_looked_up) {
  server_values values;
  const auto& row = *troupe::find_setting("AllowedClients");
  row.write(values, "10.0.0.0/8, 192.168.*, localhost");
  BOOST_TEST(row.read(values) == "10.0.0.0/8, 192.168.*, localhost");
  BOOST_TEST(values.allowed_clients->matches(*troupe::net::endpoint::parse("127.0.0.1", 0)));
  BOOST_TEST(values.blocked_clients->empty());
}

BOOST_AUTO_TEST_CASE(checks_lists_of_clients) {
  BOOST_TEST(after("BlockedClients", "") == "");
  const auto error = error_of("AllowedClients", "10.0.0.1,1.2.3.999");
  BOOST_TEST(error.find("1002 Invalid value: AllowedClients=1.2.3.999 (") == 0U);
  BOOST_TEST(error.find("allowed: a comma-separated list") != std::string::npos);
  BOOST_TEST(error_of("BlockedClients", "10.0.0.0/33").find("BlockedClients=10.0.0.0/33 (") != std::string::npos);
  // Without any DNS server it is 11002 instead of 11001.
  const auto unknown = error_of("BlockedClients", "10.0.0.1, No-Such-Host.invalid");
  BOOST_TEST(unknown.find("1100") == 0U, unknown);
  BOOST_TEST(unknown.find(": BlockedClients=no-such-host.invalid") != std::string::npos, unknown);
}

BOOST_AUTO_TEST_CASE(takes_a_list_of_clients_without_entries_only_when_it_is_blank) {
  for (const auto* name : {"AllowedClients", "BlockedClients"}) {
    for (const auto* blank : {"", "  ", "\t", " \r\n"})
      BOOST_TEST(after(name, blank) == blank);
    for (const auto* commas : {",", ",,", " , ", "\t,\r\n"})
      BOOST_TEST(error_of(name, commas).find("1002 Invalid value: " + std::string{name} + '=') == 0U);
    BOOST_TEST(after(name, ",10.0.0.1,") == ",10.0.0.1,");
  }
  BOOST_TEST(error_of("AllowedClients", ",,") ==
             "1002 Invalid value: AllowedClients=,, (there is no entry; allowed: a comma-separated list of addresses, "
             "addresses with *, networks, host names, or nothing)");
}

BOOST_AUTO_TEST_CASE(takes_code_pages_that_can_be_converted) {
  BOOST_TEST(after("CodePage", "1252") == "1252");
  BOOST_TEST(after("CodePage", "037") == "37");
  BOOST_TEST(error_of("CodePage", "57002").substr(0, 4) == "1006");
  BOOST_TEST(error_of("CodePage", "0x90000100").substr(0, 4) == "1006");
  BOOST_TEST(error_of("CodePage", "0x").substr(0, 4) == "1002");
  BOOST_TEST(error_of("CodePage", "4711").substr(0, 4) == "1002");
  BOOST_TEST(error_of("CodePage", "utf-8") ==
             "1002 Invalid value: CodePage=utf-8 (allowed: a documented code page identifier)");
}

BOOST_AUTO_TEST_CASE(takes_flags_in_decimal_and_hexadecimal) {
  for (const auto* text : {"2147483648", "0x80000000", "0X80000000", " 0x0080000000\t"})
    BOOST_TEST(after("SSLSecurityFlags", text) == "2147483648");
  BOOST_TEST(after("SSLSecurityFlags", "0x8000cF37") == "2147536695");
  BOOST_TEST(after("SSLEnabledProtocols", "0xC00") == "3072");
  BOOST_TEST(after("SSLEnabledProtocols", "0xFFFFFFFF") == "4294967295"); // which the context refuses, with a reason
}

BOOST_AUTO_TEST_CASE(refuses_flags_that_are_none) {
  for (const auto* text : {"", "0x", "x10", "-1", "0x-1", "8", "0x40000000", "4294967296", "0x100000000", "C00", "1|2"})
    BOOST_TEST(error_of("SSLSecurityFlags", text) ==
               "1002 Invalid value: SSLSecurityFlags=" + std::string{text} +
                 " (allowed: a sum of 0x1, 0x2, 0x4, 0x10, 0x20, 0x100, 0x200, 0x400, 0x800, 0x4000, 0x8000, "
                 "0x80000000)");
}

BOOST_AUTO_TEST_CASE(takes_lists_of_application_protocols) {
  server_values values;
  const auto& row = *troupe::find_setting("SSLAlpnProtocols");
  row.write(values, " h2 , http/1.1");
  BOOST_TEST(values.ssl.rules.alpn == (std::vector<std::string>{"h2", "http/1.1"}), boost::test_tools::per_element());
  BOOST_TEST(row.read(values) == "h2,http/1.1");
  row.write(values, " ");
  BOOST_TEST(values.ssl.rules.alpn.empty());
  BOOST_TEST(after("SSLAlpnProtocols", std::string(255, 'a')) == std::string(255, 'a'));
  for (const auto& text : {std::string{"h2,"}, std::string{","}, std::string{"h2,,h3"}, std::string(256, 'a')})
    BOOST_TEST(error_of("SSLAlpnProtocols", text).find("1002 Invalid value: SSLAlpnProtocols=") == 0U);
}

BOOST_AUTO_TEST_CASE(stores_how_far_revocation_is_checked) {
  server_values values;
  troupe::find_setting("SSLCheckCRL")->write(values, "1");
  troupe::find_setting("SSLCheckOCSP")->write(values, "2");
  BOOST_TEST((values.ssl.rules.check_crl == troupe::tls::revocation_check::if_possible));
  BOOST_TEST((values.ssl.rules.check_ocsp == troupe::tls::revocation_check::required));
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
