#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// The documented Error event: here, for handlers that throw. Each ends its connection, and nothing else.

namespace {

using namespace troupe;
using namespace troupe::test;

struct failing_server : started_server {
  // The connection was ended because its handler said `what`, and the server serves others.
  void check_ended(std::int64_t id, const std::string& what) {
    until("Disconnected", id);
    const auto error = events.last("Error", id);
    BOOST_TEST(error.code == 1008);
    BOOST_TEST(error.text == "An event handler threw an exception: " + what);
    BOOST_TEST(events.count("Error") == 1U);
    BOOST_TEST(events.count("Disconnected", id) == 1U);
    BOOST_TEST(events.last("Disconnected", id).code == 10053);
    const auto lines = events.lines(id);
    BOOST_TEST(lines.back().rfind("Disconnected", 0) == 0U);
    BOOST_TEST(lines[lines.size() - 2].rfind("Error", 0) == 0U);
    BOOST_TEST(!server.Connections().contains(id));
    check_serving();
  }
  void check_serving() {
    events.then_connected = [](ConnectedEvent&) {};
    events.then_data_in = [&](DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
    events.then_ready_to_send = [](ReadyToSendEvent&) {};
    events.then_connection_request = [](ConnectionRequestEvent&) {};
    auto next = join();
    next.socket.send_all("echo");
    BOOST_TEST(pump_receive(server, next.socket, 4) == "echo");
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(error_event)

BOOST_FIXTURE_TEST_CASE(fires_before_disconnected_when_data_in_throws, failing_server) {
  auto other = join();
  events.then_data_in = [](DataInEvent&) { throw std::runtime_error{"my data handler failed"}; };
  auto peer = join();
  peer.socket.send_all("x");
  check_ended(peer.id, "my data handler failed");
  peer.socket.receive_until_closed();
  other.socket.send_all("I'm fine");
  BOOST_TEST(pump_receive(server, other.socket, 8) == "I'm fine");
}

BOOST_FIXTURE_TEST_CASE(fires_when_connected_throws, failing_server) {
  events.then_connected = [](ConnectedEvent&) { throw std::runtime_error{"not this one"}; };
  const auto peer = connect();
  until([&] { return events.has("Disconnected"); });
  check_ended(events.last("Disconnected").connection_id, "not this one");
}

BOOST_FIXTURE_TEST_CASE(fires_when_ready_to_send_throws, failing_server) {
  events.then_ready_to_send = [](ReadyToSendEvent&) { throw std::runtime_error{"not ready"}; };
  const auto peer = connect();
  until([&] { return events.has("Disconnected"); });
  check_ended(events.last("Disconnected").connection_id, "not ready");
}

BOOST_FIXTURE_TEST_CASE(fires_when_something_is_thrown_that_is_no_exception, failing_server) {
  events.then_data_in = [](DataInEvent&) { throw 42; };
  auto peer = join();
  peer.socket.send_all("x");
  check_ended(peer.id, "an exception that is no std::exception");
}

BOOST_FIXTURE_TEST_CASE(stops_the_events_of_that_connection_at_once, failing_server) {
  server.DefaultEOL("\n");
  events.then_data_in = [](DataInEvent& e) {
    if (e.Text == "2")
      throw std::runtime_error{"two"};
  };
  auto peer = join();
  peer.socket.send_all("1\n2\n3\n4\n");
  until("Disconnected", peer.id);
  BOOST_TEST(events.data(peer.id) == "12");
}

BOOST_FIXTURE_TEST_CASE(fires_when_disconnected_throws_and_the_connection_is_gone_all_the_same, failing_server) {
  events.then_disconnected = [](DisconnectedEvent&) { throw std::runtime_error{"no farewell"}; };
  auto peer = join();
  peer.socket.close();
  until([&] { return events.has("Error"); });
  BOOST_TEST(events.last("Error").code == 1008);
  BOOST_TEST(server.Connections().empty());
  events.then_disconnected = [](DisconnectedEvent&) {};
  check_serving();
}

BOOST_FIXTURE_TEST_CASE(fires_when_connection_request_throws_and_the_client_is_refused, failing_server) {
  events.then_connection_request = [](ConnectionRequestEvent&) { throw std::runtime_error{"no idea"}; };
  auto refused = connect();
  until([&] {
    refused.receive_available();
    return refused.closed();
  });
  BOOST_TEST(events.count("Connected") == 0U);
  BOOST_TEST(events.last("Error").code == 1008);
  BOOST_TEST(events.last("Error").connection_id == 0);
  check_serving();
}

BOOST_FIXTURE_TEST_CASE(may_throw_itself, failing_server) {
  events.then_data_in = [](DataInEvent&) { throw std::runtime_error{"first"}; };
  events.then_error = [](ErrorEvent&) { throw std::runtime_error{"second"}; };
  auto peer = join();
  peer.socket.send_all("x");
  until("Disconnected", peer.id);
  BOOST_TEST(events.count("Error") == 1U);
  check_serving();
}

BOOST_FIXTURE_TEST_CASE(is_not_needed_for_the_server_to_live_on, failing_server) {
  server.OnError(nullptr);
  events.then_data_in = [](DataInEvent&) { throw std::runtime_error{"unheard"}; };
  auto peer = join();
  peer.socket.send_all("x");
  until("Disconnected", peer.id);
  check_serving();
}

BOOST_FIXTURE_TEST_CASE(does_not_fire_for_an_error_that_the_handler_catches, failing_server) {
  events.then_data_in = [&](DataInEvent& e) {
    try {
      server.Send(e.ConnectionId + 1000, "nobody");
    } catch (const Error& unknown) {
      server.Send(e.ConnectionId, std::to_string(unknown.Code()));
    }
  };
  auto peer = join();
  peer.socket.send_all("x");
  BOOST_TEST(pump_receive(server, peer.socket, 3) == "126");
  BOOST_TEST(!events.has("Error"));
}

BOOST_AUTO_TEST_SUITE_END()
