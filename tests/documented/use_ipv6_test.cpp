#include <netinet/in.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/ipv6.hpp"
#include "troupe/tests/documented/kernel_socket.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::client;
using troupe::test::error_code_of;
using troupe::test::idle_server;
using troupe::test::kernel_socket;
using troupe::test::needs_ipv6;

namespace {

const client::options by_ipv6{true, 0};

/// A server on every interface.
struct open_server : idle_server {
  open_server() { server.LocalHost(""); }

  void start_with(int use_ipv6) {
    server.Config("UseIPv6=" + std::to_string(use_ipv6));
    start();
  }
  bool can_connect(client::options how) {
    try {
      connect(how);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(use_ipv6)

BOOST_FIXTURE_TEST_CASE(is_0_by_default_for_ipv4_only, open_server) {
  BOOST_TEST(server.Config("UseIPv6") == "0");
  start();
  BOOST_TEST(can_connect({}));
  BOOST_TEST(!can_connect(by_ipv6));
}

BOOST_FIXTURE_TEST_CASE(is_1_for_ipv6_only, open_server, *needs_ipv6()) {
  start_with(1);
  BOOST_TEST(can_connect(by_ipv6));
  BOOST_TEST(!can_connect({}));
  BOOST_TEST(kernel_socket::listening_on(server.LocalPort())->option(IPPROTO_IPV6, IPV6_V6ONLY) == 1);
}

BOOST_FIXTURE_TEST_CASE(is_2_for_both, open_server, *needs_ipv6()) {
  start_with(2);
  BOOST_TEST(can_connect(by_ipv6));
  BOOST_TEST(can_connect({}));
  BOOST_TEST(kernel_socket::listening_on(server.LocalPort())->option(IPPROTO_IPV6, IPV6_V6ONLY) == 0);
}

BOOST_FIXTURE_TEST_CASE(shows_ipv4_clients_of_a_dual_stack_server_by_their_ipv4_address, open_server, *needs_ipv6()) {
  start_with(2);
  const auto four = join();
  BOOST_TEST(connection(four.id).RemoteHost() == "127.0.0.1");
  BOOST_TEST(connection(four.id).LocalAddress() == "127.0.0.1");
  BOOST_TEST(events.last("ConnectionRequest").text == "127.0.0.1");
  const auto six = join(by_ipv6);
  BOOST_TEST(connection(six.id).RemoteHost() == "::1");
  BOOST_TEST(connection(six.id).LocalAddress() == "::1");
  BOOST_TEST(events.last("ConnectionRequest").text == "::1");
}

BOOST_FIXTURE_TEST_CASE(resolves_names_to_addresses_of_that_family, open_server, *needs_ipv6()) {
  server.LocalHost("localhost");
  start_with(0);
  BOOST_TEST(server.LocalHost() == "127.0.0.1");
}

BOOST_FIXTURE_TEST_CASE(with_both_a_port_of_the_systems_choice_is_the_same_for_all_addresses, open_server,
                        *needs_ipv6()) {
  server.LocalHost("localhost");
  start_with(2);
  const int port = server.LocalPort();
  BOOST_TEST(can_connect({}));
  BOOST_TEST(server.LocalPort() == port);
}

BOOST_FIXTURE_TEST_CASE(applies_access_lists_to_ipv4_clients_of_a_dual_stack_server, open_server, *needs_ipv6()) {
  server.Config("AllowedClients=127.0.0.0/8");
  start_with(2);
  const auto four = join();
  BOOST_TEST(connection(four.id).Connected());
  auto six = connect(by_ipv6);
  pump_receive_until_closed(server, six);
  BOOST_TEST(events.count("Connected") == 1U);
  BOOST_TEST(!events.last("ConnectionRequest").flag);
}

BOOST_FIXTURE_TEST_CASE(may_not_be_anything_else, open_server) {
  for (const std::string value : {"3", "-1", "True", ""})
    BOOST_TEST(error_code_of([&] { server.Config("UseIPv6=" + value); }) == 1002, value);
  BOOST_TEST(server.Config("UseIPv6") == "0");
}

BOOST_FIXTURE_TEST_CASE(cannot_be_changed_while_listening, open_server) {
  start();
  BOOST_TEST(error_code_of([&] { server.Config("UseIPv6=2"); }) == 1003);
  BOOST_TEST(server.Config("UseIPv6") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
