#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/api/error.hpp"
#include "troupe/api/setting_request.hpp"
#include "troupe/api/settings_table.hpp"

namespace {

using troupe::server_values;

// Connection 7 speaks TLS, 8 doesn't, and there are no others.
std::shared_ptr<const troupe::tls::session_info> session_of(std::int64_t id) {
  if (id != 7 && id != 8)
    throw troupe::Error{troupe::ErrorCode::InvalidConnectionId};
  troupe::tls::session_info session;
  session.version = "TLSv1.3";
  session.cipher_strength = 256;
  return id == 7 ? std::make_shared<const troupe::tls::session_info>(session) : nullptr;
}

std::string get(const server_values& values, std::string_view name) {
  return troupe::get_setting(values, session_of, troupe::parse_setting_request(name));
}

void set(server_values& values, std::string_view text, bool listening = false) {
  troupe::set_setting(values, troupe::parse_setting_request(text), listening);
}

void get_or_set(std::string_view text) {
  server_values values;
  if (text.find('=') == std::string_view::npos)
    get(values, text);
  else
    set(values, text);
}

// Everything that settings can say about the values.
std::string everything(const server_values& values) {
  std::string all;
  for (const auto& row : troupe::settings_table())
    all.append(row.name).append("=").append(row.read(values)).append("\n");
  return all;
}

template <class Call>
std::string error_of(Call call) {
  try {
    call();
    return "";
  } catch (const troupe::Error& error) {
    return std::to_string(error.Code()) + ' ' + error.Description();
  }
}

// The error of a call that fails, which must leave all values as they were.
std::string set_error(std::string_view text, bool listening = false) {
  server_values values;
  set(values, "AllowedClients=10.0.0.1");
  values.max_connections = 17;
  const auto before = everything(values);
  auto error = error_of([&] { set(values, text, listening); });
  BOOST_TEST(everything(values) == before);
  return error;
}

std::string get_error(std::string_view text) {
  return error_of([&] { get(server_values{}, text); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(setting_request)

BOOST_AUTO_TEST_CASE(tells_name_value_and_connection_apart) {
  using troupe::parse_setting_request;
  const auto name = parse_setting_request(" MaxConnections ");
  BOOST_TEST(name.name == "MaxConnections");
  BOOST_TEST(!name.value);
  BOOST_TEST(!name.connection_id);

  const auto value = parse_setting_request("AllowedClients =a=b [::1]");
  BOOST_TEST(value.name == "AllowedClients");
  BOOST_TEST(value.value.value() == "a=b [::1]");
  BOOST_TEST(!value.connection_id);

  const auto connection = parse_setting_request("SSLNegotiatedCipher[ 9000000000 ]");
  BOOST_TEST(connection.name == "SSLNegotiatedCipher");
  BOOST_TEST(connection.connection_id.value() == 9000000000);
  BOOST_TEST(parse_setting_request("X=").value.value() == "");
}

BOOST_AUTO_TEST_CASE(refuses_malformed_requests) {
  for (const auto* text : {"NAME[5", "NAME]", "NAME[5]x", "NAME[5=1"})
    BOOST_TEST(get_error(text).find("(allowed: NAME, NAME=VALUE, NAME[ConnectionId])") != std::string::npos);
  BOOST_TEST(get_error("NAME[x]") == "126 Invalid ConnectionId: x");
  BOOST_TEST(get_error("NAME[]") == "126 Invalid ConnectionId.");
  BOOST_TEST(get_error("NAME[99999999999999999999]") == "126 Invalid ConnectionId: 99999999999999999999");
}

BOOST_AUTO_TEST_CASE(finds_names_in_any_case) {
  server_values values;
  set(values, "maxCONNECTIONS=5");
  BOOST_TEST(values.max_connections == 5);
  BOOST_TEST(get(values, "MAXconnections") == "5");
}

BOOST_AUTO_TEST_CASE(suggests_the_nearest_names_for_an_unknown_one) {
  BOOST_TEST(get_error("MaxConection") ==
             "1001 Unknown configuration setting: MaxConection; did you mean MaxConnections?");
  BOOST_TEST(set_error("keepalives=1") ==
             "1001 Unknown configuration setting: keepalives; did you mean KeepAliveTime?");
  BOOST_TEST(get_error("Zzyzx") == "1001 Unknown configuration setting: Zzyzx");
  BOOST_TEST(get_error("") == "1001 Unknown configuration setting.");
  BOOST_TEST(get_error(std::string(100000, 'a')).size() < 200U);
}

BOOST_AUTO_TEST_CASE(says_what_to_call_when_a_name_is_that_of_a_property) {
  const std::string unknown = "1001 Unknown configuration setting: ";
  const auto expect = [&unknown](const std::string& text, const std::string& hint) {
    BOOST_TEST(error_of([&] { get_or_set(text); }) == unknown + hint);
  };
  expect("LocalPort=5", "LocalPort is a property: server.LocalPort(5)");
  expect("localport", "LocalPort is a property: server.LocalPort()");
  expect("LocalHost=::1", "LocalHost is a property: server.LocalHost(\"::1\")");
  expect("DefaultEOL=\r\n", "DefaultEOL is a property: server.DefaultEOL(\"\\r\\n\")");
  expect("KeepAlive=Yes", "KeepAlive is a property: server.KeepAlive(true)");
  expect("Linger= 0 ", "Linger is a property: server.Linger(false)");
  expect("LocalPort=http", "LocalPort is a property: server.LocalPort(...)");
  expect("Linger=", "Linger is a property: server.Linger(...)");
  expect("Listening=True", "Listening is a property: server.Listening(), which can only be read");
  expect("SSLEnabled=True", "SSLEnabled is a property: server.SSLEnabled(true)");
  expect("SSLCert", "SSLCert is a property: server.SSLCert()");
  expect("SSLCert=server.pem", "SSLCert is a property: server.SSLCert(...)");
  expect("SSLStartMode=1", "SSLStartMode is a property: server.SSLStartMode(troupe::sslImplicit)");
  expect("sslstartmode= SSLnone", "SSLStartMode is a property: server.SSLStartMode(troupe::sslNone)");
  expect("SSLStartMode=4", "SSLStartMode is a property: server.SSLStartMode(...)");
  expect("SSLProvider=0", "SSLProvider is a property: server.SSLProvider(troupe::sslpAutomatic)");
  expect("SSLProvider=", "SSLProvider is a property: server.SSLProvider(...)");
  // Those of connections.
  expect("Timeout=5", "Timeout is a property: server.DefaultTimeout(5)");
  expect("maxlinelength", "MaxLineLength is a property: server.DefaultMaxLineLength()");
}

BOOST_AUTO_TEST_CASE(reads_the_settings_of_a_connection) {
  BOOST_TEST(get({}, "sslnegotiatedversion[7]") == "TLSv1.3");
  BOOST_TEST(get({}, "SSLNegotiatedCipherStrength[ 7 ]") == "256");
}

BOOST_AUTO_TEST_CASE(has_nothing_to_say_of_a_connection_without_tls) {
  BOOST_TEST(get({}, "SSLNegotiatedVersion[8]") == "");
  BOOST_TEST(get({}, "SSLNegotiatedCipherStrength[8]") == "0");
}

BOOST_AUTO_TEST_CASE(asks_for_the_connection_id_of_a_setting_that_has_one) {
  BOOST_TEST(get_error("sslnegotiatedversion") == "126 Invalid ConnectionId: SSLNegotiatedVersion is a setting of a "
                                                  "connection: ask for SSLNegotiatedVersion[ConnectionId]");
  BOOST_TEST(get_error("SSLNegotiatedVersion[9]") == "126 Invalid ConnectionId.");
  BOOST_TEST(get_error("SSLNegotiatedVersion[x]") == "126 Invalid ConnectionId: x");
  BOOST_TEST(set_error("SSLNegotiatedVersion[7]=TLSv1.2") == "1004 This setting is read-only: SSLNegotiatedVersion");
  BOOST_TEST(set_error("SSLNegotiatedVersion=TLSv1.2") == "1004 This setting is read-only: SSLNegotiatedVersion");
}

BOOST_AUTO_TEST_CASE(refuses_a_connection_id_for_a_setting_of_the_server) {
  BOOST_TEST(get_error("tcpnodelay[7]") ==
             "1011 This call is not possible now: TcpNoDelay is a setting of the server, not of a connection");
  BOOST_TEST(set_error("TcpNoDelay[7]=1").substr(0, 4) == "1011");
}

BOOST_AUTO_TEST_CASE(refuses_to_change_what_is_read_only) {
  BOOST_TEST(set_error("BuildInfo=mine") == "1004 This setting is read-only: BuildInfo");
  BOOST_TEST(set_error("LicenseInfo=mine") == "1004 This setting is read-only: LicenseInfo");
}

BOOST_AUTO_TEST_CASE(has_the_documented_text_when_max_connections_is_changed_while_listening) {
  BOOST_TEST(set_error("MaxConnections=5", true) == "108 Cannot change MaxConnections when TCPServer is listening.");
}

BOOST_AUTO_TEST_CASE(refuses_to_change_what_is_fixed_while_listening) {
  for (const auto* text : {"BindExclusively=0", "UseIPv6=1", "WorkerThreads=2", "MaxConnectionsPolicy=Wait"})
    BOOST_TEST(set_error(text, true).substr(0, 4) == "1003");
  BOOST_TEST(set_error("UseIPv6=1", true) == "1003 Cannot change this setting when TCPServer is listening: UseIPv6");
}

BOOST_AUTO_TEST_CASE(changes_the_others_while_listening) {
  server_values values;
  set(values, "TcpNoDelay=yes", true);
  set(values, "BlockedClients=192.0.2.*", true);
  BOOST_TEST(values.tcp_no_delay);
  BOOST_TEST(values.blocked_clients->text() == "192.0.2.*");
}

BOOST_AUTO_TEST_SUITE_END()
