#include <cerrno>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// The documented ConnectionRequest event, and the settings AllowedClients and BlockedClients.

namespace {

using namespace troupe;
using namespace troupe::test;

// Whether a client gets in, as it sees it itself.
bool gets_in(started_server& fixture) {
  const auto before = fixture.events.count("Connected");
  auto peer = fixture.connect();
  fixture.until([&] {
    peer.receive_available();
    return peer.closed() || fixture.events.count("Connected") > before;
  });
  pump(fixture.server, 3);
  peer.receive_available();
  BOOST_TEST(peer.closed() == (fixture.events.count("Connected") == before));
  return !peer.closed();
}

// The errno with which a client that is refused sees its end.
int error_of_refusal(started_server& fixture) {
  auto peer = fixture.connect();
  pump_receive_until_closed(fixture.server, peer);
  return peer.error();
}

} // namespace

BOOST_AUTO_TEST_SUITE(connection_request)

BOOST_FIXTURE_TEST_CASE(accepts_by_default, started_server) {
  BOOST_TEST(gets_in(*this));
  BOOST_TEST(events.last("ConnectionRequest").flag);
}

BOOST_FIXTURE_TEST_CASE(tells_address_and_port_of_the_client, started_server) {
  const auto peer = join();
  const auto request = events.last("ConnectionRequest");
  BOOST_TEST(request.text == "127.0.0.1");
  BOOST_TEST(request.code == peer.socket.local_port());
}

BOOST_FIXTURE_TEST_CASE(refuses_when_accept_is_set_to_false, started_server) {
  events.then_connection_request = [](ConnectionRequestEvent& e) { e.Accept = false; };
  BOOST_TEST(!gets_in(*this));
  BOOST_TEST(events.all().size() == 1U); // neither Connected nor Disconnected
  BOOST_TEST(server.Connections().empty());
}

BOOST_FIXTURE_TEST_CASE(resets_a_client_that_it_refuses, started_server) {
  events.then_connection_request = [](ConnectionRequestEvent& e) { e.Accept = false; };
  BOOST_TEST(error_of_refusal(*this) == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(resets_a_client_when_its_handler_throws, started_server) {
  events.then_connection_request = [](ConnectionRequestEvent&) { throw std::runtime_error{"who is that?"}; };
  BOOST_TEST(error_of_refusal(*this) == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(resets_a_client_that_is_blocked, started_server) {
  server.Config("BlockedClients=127.0.0.1");
  BOOST_TEST(error_of_refusal(*this) == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(resets_a_client_when_its_handler_stops_listening, started_server) {
  events.then_connection_request = [&](ConnectionRequestEvent&) { server.StopListening(); };
  BOOST_TEST(error_of_refusal(*this) == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(refuses_one_client_and_accepts_the_next, started_server) {
  int requests = 0;
  events.then_connection_request = [&](ConnectionRequestEvent& e) { e.Accept = ++requests != 1; };
  BOOST_TEST(!gets_in(*this));
  BOOST_TEST(gets_in(*this));
}

BOOST_FIXTURE_TEST_CASE(comes_with_accept_false_for_a_client_that_is_not_allowed, started_server) {
  server.Config("AllowedClients=10.1.2.3, 192.168.*");
  BOOST_TEST(!gets_in(*this));
  BOOST_TEST(!events.last("ConnectionRequest").flag);
}

BOOST_FIXTURE_TEST_CASE(comes_with_accept_true_for_a_client_that_is_allowed, started_server) {
  server.Config("AllowedClients=10.1.2.3,127.0.0.1");
  BOOST_TEST(gets_in(*this));
  BOOST_TEST(events.last("ConnectionRequest").flag);
}

BOOST_FIXTURE_TEST_CASE(comes_with_accept_false_for_a_client_that_is_blocked, started_server) {
  server.Config("BlockedClients=127.0.0.0/8");
  BOOST_TEST(!gets_in(*this));
  BOOST_TEST(!events.last("ConnectionRequest").flag);
}

BOOST_FIXTURE_TEST_CASE(comes_with_accept_false_for_everybody_when_a_star_is_blocked, started_server) {
  server.Config("BlockedClients=*");
  BOOST_TEST(!gets_in(*this));
  server.Config("BlockedClients=");
  server.Config("AllowedClients=*");
  BOOST_TEST(gets_in(*this));
}

BOOST_FIXTURE_TEST_CASE(blocks_a_client_that_is_allowed_and_blocked, started_server) {
  server.Config("AllowedClients=127.0.0.1");
  server.Config("BlockedClients=127.*");
  BOOST_TEST(!gets_in(*this));
}

BOOST_FIXTURE_TEST_CASE(lets_a_handler_accept_a_client_that_is_not_allowed, started_server) {
  server.Config("AllowedClients=10.1.2.3");
  events.then_connection_request = [](ConnectionRequestEvent& e) { e.Accept = true; };
  BOOST_TEST(gets_in(*this));
  BOOST_TEST(!events.last("ConnectionRequest").flag);
}

BOOST_FIXTURE_TEST_CASE(lets_a_handler_accept_a_client_that_is_blocked, started_server) {
  server.Config("BlockedClients=localhost");
  events.then_connection_request = [](ConnectionRequestEvent& e) { e.Accept = true; };
  BOOST_TEST(gets_in(*this));
  BOOST_TEST(!events.last("ConnectionRequest").flag);
}

BOOST_FIXTURE_TEST_CASE(disconnects_a_blocked_client_also_without_a_handler, started_server) {
  server.OnConnectionRequest(nullptr);
  server.Config("BlockedClients=127.0.0.1");
  BOOST_TEST(!gets_in(*this));
  server.Config("BlockedClients=");
  BOOST_TEST(gets_in(*this));
}

BOOST_FIXTURE_TEST_CASE(leaves_connected_clients_alone_when_the_lists_change, started_server) {
  auto peer = join();
  server.Config("BlockedClients=127.0.0.1");
  peer.socket.send_all("still here");
  until([&] { return events.data(peer.id) == "still here"; });
}

BOOST_AUTO_TEST_SUITE_END()
