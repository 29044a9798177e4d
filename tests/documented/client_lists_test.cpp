#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/name_service.hpp"
#include "troupe/tests/support/fixture.hpp"

// The settings AllowedClients and BlockedClients, when they have host names in them.

using troupe::test::error_of;
using troupe::test::idle_server;
using troupe::test::name_service;

namespace {

/// A server in a network where the tests say which names there are.
struct named_server : idle_server {
  name_service names;

  bool gets_in() {
    auto peer = connect();
    const auto before = events.count("ConnectionRequest");
    until([&] { return events.count("ConnectionRequest") > before; });
    return events.last("ConnectionRequest").flag;
  }
  // What changes nothing about the lists.
  void change_other_things() {
    server.KeepAlive(true);
    server.DefaultEOL("\n");
    server.Linger(false);
    server.Config("TcpNoDelay=True");
    server.Config("MaxConnectionsMessage=full");
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(client_lists)

BOOST_FIXTURE_TEST_CASE(look_a_name_up_when_they_are_set_and_never_again, named_server) {
  names.answer("friend.test", "127.0.0.1");
  names.answer("foe.test", "192.0.2.1");
  server.Config("AllowedClients=10.0.0.1, friend.test");
  server.Config("BlockedClients=foe.test");
  change_other_things();
  start();
  change_other_things();
  BOOST_TEST(gets_in());
  BOOST_TEST(names.asked("friend.test") == 1);
  BOOST_TEST(names.asked("foe.test") == 1);
}

BOOST_FIXTURE_TEST_CASE(look_a_name_up_again_when_they_are_set_again, named_server) {
  names.answer("foe.test", "127.0.0.1");
  server.Config("BlockedClients=foe.test");
  start();
  BOOST_TEST(!gets_in());
  names.answer("foe.test", "192.0.2.1");
  BOOST_TEST(!gets_in());
  server.Config("BlockedClients=foe.test");
  BOOST_TEST(gets_in());
}

BOOST_FIXTURE_TEST_CASE(keep_a_host_out_whose_name_can_no_longer_be_looked_up, named_server) {
  names.answer("foe.test", "127.0.0.1");
  server.Config("BlockedClients=foe.test");
  start();
  names.fail("foe.test");
  change_other_things();
  BOOST_TEST(!gets_in());
  server.StopListening();
  server.StartListening();
  BOOST_TEST(!gets_in());
}

BOOST_FIXTURE_TEST_CASE(with_a_name_that_can_not_be_looked_up_are_an_error_and_the_old_ones_stay_in_force,
                        named_server) {
  names.fail("late.test");
  server.Config("BlockedClients=127.0.0.1");
  start();
  const auto expected = "11002 [11002] Nonauthoritative 'Host not found' (try again or check DNS setup): ";
  BOOST_TEST(error_of([&] { server.Config("BlockedClients=10.0.0.1, late.test"); }) ==
             std::string{expected} + "BlockedClients=late.test");
  BOOST_TEST(server.Config("BlockedClients") == "127.0.0.1");
  BOOST_TEST(!gets_in());
  BOOST_TEST(error_of([&] { server.Config("AllowedClients=late.test"); }) ==
             std::string{expected} + "AllowedClients=late.test");
  BOOST_TEST(server.Config("AllowedClients") == "");
  names.answer("late.test", "192.0.2.1");
  server.Config("BlockedClients=10.0.0.1, late.test");
  BOOST_TEST(gets_in());
}

BOOST_FIXTURE_TEST_CASE(are_empty_again_after_reset, named_server) {
  names.answer("foe.test", "127.0.0.1");
  server.Config("BlockedClients=foe.test");
  server.Config("AllowedClients=10.0.0.1");
  server.Reset();
  BOOST_TEST(server.Config("BlockedClients") == "");
  BOOST_TEST(server.Config("AllowedClients") == "");
  server.LocalHost("127.0.0.1");
  start();
  BOOST_TEST(gets_in());
}

BOOST_AUTO_TEST_SUITE_END()
