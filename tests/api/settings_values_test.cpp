#include <string>
#include <vector>

#include "troupe/tests/api/setting_checks.hpp"

using troupe::server_values;
using troupe::setting_type;
using troupe::test::after;
using troupe::test::error_of;

BOOST_AUTO_TEST_SUITE(settings_values)

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

BOOST_AUTO_TEST_SUITE_END()
