#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::error_of;
using troupe::test::idle_server;
using troupe::test::started_server;

BOOST_AUTO_TEST_SUITE(local_port)

BOOST_FIXTURE_TEST_CASE(is_0_by_default, idle_server) {
  BOOST_TEST(server.LocalPort() == 0);
}

BOOST_FIXTURE_TEST_CASE(cannot_be_changed_while_listening, started_server) {
  const int port = server.LocalPort();
  const auto expected = "106 Cannot change LocalPort when TCPServer is listening.";
  BOOST_TEST(error_of([&] { server.LocalPort(port); }) == expected);
  BOOST_TEST(error_of([&] { server.LocalPort(0); }) == expected);
  BOOST_TEST(error_of([&] { server.LocalPort(-1); }) == expected);
  BOOST_TEST(server.LocalPort() == port);
}

BOOST_FIXTURE_TEST_CASE(can_be_changed_after_stop_listening, started_server) {
  auto one = join();
  server.StopListening();
  server.LocalPort(7777);
  BOOST_TEST(server.LocalPort() == 7777);
}

BOOST_FIXTURE_TEST_CASE(is_again_what_was_set_after_stop_listening, started_server) {
  BOOST_TEST(server.LocalPort() > 0);
  server.StopListening();
  BOOST_TEST(server.LocalPort() == 0);
}

BOOST_FIXTURE_TEST_CASE(takes_every_port_number_and_no_other, idle_server) {
  for (const int port : {1, 80, 65535, 0}) {
    server.LocalPort(port);
    BOOST_TEST(server.LocalPort() == port);
  }
  server.LocalPort(1234);
  for (const int port : {-1, 65536, 1'000'000, -65536}) {
    BOOST_TEST(error_of([&] { server.LocalPort(port); }) ==
               "1002 Invalid value: LocalPort=" + std::to_string(port) + " (allowed: 0 to 65535)");
    BOOST_TEST(server.LocalPort() == 1234);
  }
}

BOOST_AUTO_TEST_SUITE_END()
