#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::started_server;

BOOST_AUTO_TEST_SUITE(config)

BOOST_AUTO_TEST_CASE(sets_with_an_equals_sign_and_reads_without) {
  troupe::TCPServer server;
  BOOST_TEST(server.Config("InBufferSize") == "0");
  server.Config("InBufferSize=4711");
  BOOST_TEST(server.Config("InBufferSize") == "4711");
}

BOOST_AUTO_TEST_CASE(returns_the_value_it_set) {
  BOOST_TEST(troupe::TCPServer{}.Config("TcpNoDelay=yes") == "True");
}

BOOST_AUTO_TEST_CASE(has_the_documented_defaults) {
  troupe::TCPServer server;
  BOOST_TEST(server.Config("AllowedClients") == "");
  BOOST_TEST(server.Config("BlockedClients") == "");
  BOOST_TEST(server.Config("MaxConnections") == "1000");
  BOOST_TEST(server.Config("TcpNoDelay") == "False");
  BOOST_TEST(server.Config("UseIPv6") == "0");
  BOOST_TEST(server.Config("CodePage") == "65001");
  BOOST_TEST(server.Config("UseInternalSecurityAPI") == "False");
}

BOOST_AUTO_TEST_CASE(does_not_care_for_the_case_of_names) {
  troupe::TCPServer server;
  server.Config("inbuffersize=1234");
  BOOST_TEST(server.Config("INBUFFERSIZE") == "1234");
  BOOST_TEST(server.Config("InBufferSize") == "1234");
}

BOOST_AUTO_TEST_CASE(takes_every_documented_boolean_in_any_case) {
  troupe::TCPServer server;
  for (const std::string yes : {"True", "true", "TRUE", "1", "Yes", "yes", "yEs"}) {
    server.Config("TcpNoDelay=False");
    server.Config("TcpNoDelay=" + yes);
    BOOST_TEST(server.Config("TcpNoDelay") == "True", yes);
  }
  for (const std::string no : {"False", "false", "FALSE", "0", "No", "no", "nO"}) {
    server.Config("TcpNoDelay=True");
    server.Config("TcpNoDelay=" + no);
    BOOST_TEST(server.Config("TcpNoDelay") == "False", no);
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_boolean) {
  troupe::TCPServer server;
  for (const std::string bad : {"", "2", "on", "Truee", "-1"}) {
    BOOST_TEST(error_code_of([&] { server.Config("TcpNoDelay=" + bad); }) == 1002, bad);
    BOOST_TEST(server.Config("TcpNoDelay") == "False");
  }
}

BOOST_AUTO_TEST_CASE(refuses_unknown_names_and_suggests_others) {
  troupe::TCPServer server;
  BOOST_TEST(error_code_of([&] { server.Config("NoSuchSetting"); }) == 1001);
  BOOST_TEST(error_code_of([&] { server.Config("NoSuchSetting=1"); }) == 1001);
  BOOST_TEST(error_code_of([&] { server.Config(""); }) == 1001);
  BOOST_TEST(error_code_of([&] { server.Config("=1"); }) == 1001);
  const auto error = error_of([&] { server.Config("TcpNoDelai=True"); });
  BOOST_TEST(error.find("TcpNoDelay") != std::string::npos, error);
  BOOST_TEST(server.Config("TcpNoDelay") == "False");
}

BOOST_AUTO_TEST_CASE(says_which_values_are_allowed) {
  troupe::TCPServer server;
  const auto error = error_of([&] { server.Config("UseIPv6=7"); });
  BOOST_TEST(error.find("1002") == 0U, error);
  BOOST_TEST(error.find("UseIPv6") != std::string::npos, error);
  BOOST_TEST(error.find("0 to 2") != std::string::npos, error);
}

BOOST_AUTO_TEST_CASE(refuses_bad_numbers_and_changes_nothing) {
  troupe::TCPServer server;
  server.Config("InBufferSize=4096");
  for (const std::string bad : {"", "x", "4096x", "-1", "1e3", "0x10", "4 096", "99999999999999999999"}) {
    BOOST_TEST(error_code_of([&] { server.Config("InBufferSize=" + bad); }) == 1002, bad);
    BOOST_TEST(server.Config("InBufferSize") == "4096");
  }
}

BOOST_AUTO_TEST_CASE(refuses_bad_client_lists_and_keeps_the_old_one) {
  troupe::TCPServer server;
  server.Config("BlockedClients=10.0.0.0/8, 192.168.*");
  for (const std::string bad : {"10.0.0.0/33", "1.2.3.4/x", "300.1.1.1/8"}) {
    BOOST_TEST(error_code_of([&] { server.Config("BlockedClients=" + bad); }) != 0, bad);
    BOOST_TEST(server.Config("BlockedClients") == "10.0.0.0/8, 192.168.*");
  }
}

BOOST_AUTO_TEST_CASE(refuses_host_names_with_a_star_because_nobody_could_tell_who_is_meant) {
  troupe::TCPServer server;
  for (const std::string list : {"AllowedClients", "BlockedClients"}) {
    server.Config(list + "=192.168.*");
    for (const std::string entry : {"localhost*", "*.example.org", "host*.example.org"}) {
      const auto error = error_of([&] { server.Config(list + "=10.0.0.1, " + entry); });
      const auto why = " (a host name with * would need a reverse lookup: give an address, an address with *, a CIDR "
                       "range or a full host name";
      BOOST_TEST(error.find("1002 Invalid value: " + list + "=" + entry + why) == 0U, error);
      BOOST_TEST(server.Config(list) == "192.168.*");
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_code_pages_that_are_none) {
  troupe::TCPServer server;
  server.Config("CodePage=1252");
  for (const std::string bad : {"4711", "", "UTF-8", "-1"}) {
    BOOST_TEST(error_code_of([&] { server.Config("CodePage=" + bad); }) == 1002, bad);
    BOOST_TEST(server.Config("CodePage") == "1252");
  }
}

BOOST_AUTO_TEST_CASE(has_read_only_settings) {
  troupe::TCPServer server;
  for (const std::string name : {"BuildInfo", "LicenseInfo"}) {
    const auto before = server.Config(name);
    BOOST_TEST(!before.empty());
    BOOST_TEST(error_code_of([&] { server.Config(name + "=mine"); }) == 1004);
    BOOST_TEST(server.Config(name) == before);
  }
}

BOOST_AUTO_TEST_CASE(build_info_names_the_product_and_its_compiler) {
  const auto info = troupe::TCPServer{}.Config("BuildInfo");
  BOOST_TEST(info.find("Troupe") != std::string::npos, info);
  BOOST_TEST(info.find_first_of("0123456789") != std::string::npos, info);
}

BOOST_AUTO_TEST_CASE(license_info_names_the_license) {
  const auto info = troupe::TCPServer{}.Config("LicenseInfo");
  BOOST_TEST(info.find("BSD") != std::string::npos, info);
}

BOOST_AUTO_TEST_CASE(license_info_has_its_documented_fields) {
  const auto info = troupe::TCPServer{}.Config("LicenseInfo");
  for (const std::string field : {"Product", "Product Key", "License Source", "License Type", "Last Valid Build"}) {
    const auto start = info.rfind(field + ": ", 0) == 0 ? 0 : info.find("; " + field + ": ");
    BOOST_TEST(start != std::string::npos, field);
  }
  BOOST_TEST(info.rfind("Product: Troupe;", 0) == 0U, info);
}

BOOST_FIXTURE_TEST_CASE(changes_what_may_be_changed_while_listening, started_server) {
  for (const std::string change : {"TcpNoDelay=True", "InBufferSize=5000", "AllowedClients=127.0.0.1", "CodePage=1252",
                                   "SendQueueLimit=5000", "MaxConnectionsMessage=Full"})
    BOOST_TEST(error_code_of([&] { server.Config(change); }) == 0, change);
}

BOOST_FIXTURE_TEST_CASE(refuses_what_is_fixed_while_listening, started_server) {
  for (const std::string change :
       {"BindExclusively=False", "UseIPv6=1", "WorkerThreads=2", "MaxConnectionsPolicy=Wait"}) {
    const auto name = change.substr(0, change.find('='));
    const auto before = server.Config(name);
    const auto error = error_of([&] { server.Config(change); });
    BOOST_TEST(error.find("1003") == 0U, error);
    BOOST_TEST(error.find(name) != std::string::npos, error);
    BOOST_TEST(server.Config(name) == before);
  }
}

BOOST_FIXTURE_TEST_CASE(of_one_connection_is_for_settings_that_have_one, started_server) {
  const auto one = join();
  const auto key = "[" + std::to_string(one.id) + "]";
  BOOST_TEST(error_code_of([&] { server.Config("TcpNoDelay" + key); }) == 1011);
  BOOST_TEST(error_code_of([&] { server.Config("TcpNoDelay[x]"); }) == 126);
  BOOST_TEST(error_code_of([&] { server.Config("TcpNoDelay["); }) == 1002);
}

BOOST_FIXTURE_TEST_CASE(may_be_used_within_a_handler, started_server) {
  std::string value;
  events.then_connected = [&](troupe::ConnectedEvent&) {
    server.Config("TcpNoDelay=True");
    value = server.Config("TcpNoDelay");
  };
  join();
  BOOST_TEST(value == "True");
}

BOOST_AUTO_TEST_SUITE_END()
