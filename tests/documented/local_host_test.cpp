#include <array>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/ipv6.hpp"
#include "troupe/tests/documented/kernel_socket.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::idle_server;
using troupe::test::kernel_socket;
using troupe::test::needs_ipv6;
using troupe::test::started_server;

namespace {

std::string bound_address(const troupe::TCPServer& server) {
  const auto socket = kernel_socket::listening_on(server.LocalPort());
  BOOST_REQUIRE(socket.has_value());
  return socket->local_address();
}

std::string own_host_name() {
  std::array<char, 257> name{};
  BOOST_REQUIRE(::gethostname(name.data(), name.size() - 1) == 0);
  return name.data();
}

} // namespace

BOOST_AUTO_TEST_SUITE(local_host)

BOOST_AUTO_TEST_CASE(is_empty_by_default_and_stands_for_every_interface) {
  idle_server one;
  one.server.LocalHost("");
  BOOST_TEST(troupe::TCPServer{}.LocalHost() == "");
  one.start();
  BOOST_TEST(bound_address(one.server) == "0.0.0.0");
}

BOOST_FIXTURE_TEST_CASE(is_the_name_of_the_host_while_it_listens_on_every_interface, idle_server) {
  server.LocalHost("");
  server.StartListening();
  BOOST_TEST(server.LocalHost() == own_host_name());
}

BOOST_FIXTURE_TEST_CASE(cannot_be_changed_while_listening, started_server) {
  const auto expected = "107 Cannot change LocalHost when TCPServer is listening.";
  BOOST_TEST(error_of([&] { server.LocalHost(""); }) == expected);
  BOOST_TEST(error_of([&] { server.LocalHost("127.0.0.1"); }) == expected);
  BOOST_TEST(server.LocalHost() == "127.0.0.1");
}

BOOST_FIXTURE_TEST_CASE(can_be_changed_after_stop_listening, started_server) {
  server.StopListening();
  server.LocalHost("127.0.0.2");
  server.StartListening();
  BOOST_TEST(server.LocalHost() == "127.0.0.2");
  BOOST_TEST(bound_address(server) == "127.0.0.2");
}

BOOST_FIXTURE_TEST_CASE(accepts_only_through_that_interface, idle_server) {
  server.LocalHost("127.0.0.2");
  server.StartListening();
  // The test's clients connect to 127.0.0.1.
  BOOST_CHECK_THROW(connect(), std::exception);
}

BOOST_FIXTURE_TEST_CASE(may_be_a_name_and_then_shows_the_address, idle_server) {
  server.LocalHost("localhost");
  BOOST_TEST(server.LocalHost() == "localhost");
  server.StartListening();
  BOOST_TEST(server.LocalHost() == "127.0.0.1");
  BOOST_TEST(connection(join().id).LocalAddress() == "127.0.0.1");
  server.StopListening();
  BOOST_TEST(server.LocalHost() == "localhost");
}

BOOST_FIXTURE_TEST_CASE(may_be_an_ipv6_address, idle_server, *needs_ipv6()) {
  server.Config("UseIPv6=1");
  server.LocalHost("::1");
  server.StartListening();
  BOOST_TEST(server.LocalHost() == "::1");
  BOOST_TEST(bound_address(server) == "::1");
  const auto one = join({true, 0});
  BOOST_TEST(connection(one.id).LocalAddress() == "::1");
  BOOST_TEST(connection(one.id).RemoteHost() == "::1");
}

BOOST_FIXTURE_TEST_CASE(that_cannot_be_resolved_leaves_the_server_as_it_was, idle_server) {
  // RFC 6761: .invalid never resolves. Without any DNS server it is 11002 instead of 11001.
  server.LocalHost("no-such-host.invalid");
  const int code = error_code_of([&] { server.StartListening(); });
  BOOST_TEST((code >= 11001 && code <= 11004), code);
  BOOST_TEST(!server.Listening());
  BOOST_TEST(server.LocalHost() == "no-such-host.invalid");
  BOOST_TEST(server.LocalPort() == 0);
  server.LocalHost("127.0.0.1");
  server.StartListening();
  join();
}

BOOST_FIXTURE_TEST_CASE(that_cannot_be_resolved_keeps_the_connections, started_server) {
  auto one = join();
  server.StopListening();
  server.LocalHost("no-such-host.invalid");
  BOOST_TEST(error_code_of([&] { server.StartListening(); }) != 0);
  one.socket.send_all("alive");
  until([&] { return events.data(one.id) == "alive"; });
}

BOOST_FIXTURE_TEST_CASE(of_another_machine_is_error_10049, idle_server) {
  // RFC 5737: TEST-NET-2, an address that no interface has.
  server.LocalHost("198.51.100.77");
  const auto error = error_of([&] { server.StartListening(); });
  BOOST_TEST(error.rfind("10049 [10049] Cannot assign requested address", 0) == 0U, error);
  BOOST_TEST(!server.Listening());
}

BOOST_FIXTURE_TEST_CASE(of_the_wrong_family_is_an_error, idle_server) {
  server.LocalHost("::1");
  BOOST_TEST(error_code_of([&] { server.StartListening(); }) != 0);
  BOOST_TEST(!server.Listening());
}

BOOST_AUTO_TEST_SUITE_END()
