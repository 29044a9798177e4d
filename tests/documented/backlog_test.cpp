#include <fstream>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/kernel_socket.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::client;
using troupe::test::error_code_of;
using troupe::test::idle_server;
using troupe::test::kernel_socket;

namespace {

/// tcp_info of a listening socket has the longest queue in tcpi_sacked.
int backlog_of(const troupe::TCPServer& server) {
  const auto socket = kernel_socket::listening_on(server.LocalPort());
  BOOST_REQUIRE(socket.has_value());
  return static_cast<int>(socket->tcp_info().tcpi_sacked);
}

int system_maximum() {
  int maximum = 0;
  std::ifstream{"/proc/sys/net/core/somaxconn"} >> maximum;
  BOOST_REQUIRE(maximum > 0);
  return maximum;
}

} // namespace

BOOST_AUTO_TEST_SUITE(connection_backlog)

// docs/deviations.md: not the documented 5, which loses connections in a burst.
BOOST_FIXTURE_TEST_CASE(is_the_systems_maximum_by_default, idle_server) {
  BOOST_TEST(server.ConnectionBacklog() == 0);
  start();
  BOOST_TEST(backlog_of(server) == system_maximum());
}

BOOST_FIXTURE_TEST_CASE(is_set_on_the_listening_socket, idle_server) {
  server.ConnectionBacklog(5);
  BOOST_TEST(server.ConnectionBacklog() == 5);
  start();
  BOOST_TEST(backlog_of(server) == 5);
}

BOOST_FIXTURE_TEST_CASE(takes_effect_at_the_next_start, idle_server) {
  start();
  server.ConnectionBacklog(7);
  BOOST_TEST(server.ConnectionBacklog() == 7);
  server.StopListening();
  start();
  BOOST_TEST(backlog_of(server) == 7);
}

BOOST_FIXTURE_TEST_CASE(beyond_the_systems_maximum_is_that_maximum, idle_server) {
  server.ConnectionBacklog(2'000'000'000);
  start();
  BOOST_TEST(backlog_of(server) == system_maximum());
  join();
}

BOOST_FIXTURE_TEST_CASE(may_not_be_negative, idle_server) {
  BOOST_TEST(error_code_of([&] { server.ConnectionBacklog(-1); }) == 1002);
  BOOST_TEST(server.ConnectionBacklog() == 0);
}

BOOST_FIXTURE_TEST_CASE(clients_wait_there_until_the_server_looks, idle_server) {
  start();
  std::vector<client> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(connect());
    clients.back().send_all("early");
  }
  BOOST_TEST(!events.has("ConnectionRequest"));
  until([&] { return events.count("DataIn") == 100; });
}

BOOST_AUTO_TEST_SUITE_END()
