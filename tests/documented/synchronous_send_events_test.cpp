#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/narrow_server.hpp"

using namespace troupe;
using namespace troupe::test;

// Sends that wait, and what fires meanwhile.
BOOST_AUTO_TEST_SUITE(synchronous_send_events)

BOOST_FIXTURE_TEST_CASE(throws_10058_when_a_handler_disconnects_before_all_was_taken, narrow_server) {
  auto slow = join_narrow(20);
  auto other = join();
  events.then_data_in = [&](DataInEvent& e) {
    if (e.ConnectionId == other.id)
      server.Disconnect(slow.id);
  };
  other.socket.send_all("now");
  BOOST_TEST(error_code_of([&] { server.Send(slow.id, std::string(more_than_fits, 's')); }) == 10058);
  // What had been taken is still delivered.
  BOOST_TEST(!pump_receive_until_closed(server, slow.socket).empty());
  until("Disconnected", slow.id);
  BOOST_TEST(events.last("Disconnected").code == 0);
}

BOOST_FIXTURE_TEST_CASE(ends_at_once_when_the_client_resets_within_its_own_event, narrow_server) {
  auto peer = join_narrow(600);
  auto other = join();
  int error = 0;
  events.then_data_in = [&](DataInEvent& e) {
    if (e.ConnectionId == other.id)
      peer.socket.reset();
    else
      error = error_code_of([&] { server.Send(peer.id, std::string(more_than_fits, 's')); });
  };
  peer.socket.send_all("ask");
  until([&] {
    other.socket.send_all("."); // noticed while the send waits
    return error != 0;
  });
  BOOST_TEST(error == 10054);
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 10054);
}

BOOST_FIXTURE_TEST_CASE(is_refused_when_too_many_wait_in_each_others_events, narrow_server) {
  // Each client's question is answered by a send that waits, and in the wait the next client asks.
  std::vector<joined_client> clients;
  int refused = 0;
  events.then_data_in = [&](DataInEvent& e) {
    const auto next = static_cast<std::size_t>(events.count("DataIn"));
    if (next < clients.size())
      clients[next].socket.send_all("next");
    if (error_code_of([&] { server.Send(e.ConnectionId, std::string(more_than_fits, 's')); }) != 1011)
      return;
    ++refused;
    // That ends the sends which wait.
    for (auto& each : clients)
      each.socket.reset();
  };
  for (int i = 0; i < 80; ++i)
    clients.push_back(join_narrow(60));
  clients.front().socket.send_all("first");
  until([&] { return refused > 0; });
  BOOST_TEST(refused == 1);
}

BOOST_FIXTURE_TEST_CASE(lets_events_of_other_connections_fire_meanwhile, narrow_server) {
  auto slow = join_narrow(20);
  auto other = join();
  const std::string text(more_than_fits, 's');
  bool sending = false;
  bool fired_meanwhile = false;
  // The other client's events drive the slow one, so without them this would end in a timeout.
  std::string received;
  events.then_data_in = [&](DataInEvent&) {
    fired_meanwhile = fired_meanwhile || sending;
    received += slow.socket.receive_available();
    if (sending)
      other.socket.send_all("go on");
  };
  other.socket.send_all("go");
  sending = true;
  server.Send(slow.id, text);
  sending = false;
  BOOST_TEST(fired_meanwhile);
  received += pump_receive(server, slow.socket, text.size() - received.size());
  BOOST_TEST((received == text));
}

BOOST_FIXTURE_TEST_CASE(lets_clients_connect_meanwhile, narrow_server) {
  auto slow = join_narrow(20);
  const std::string text(100'000, 's');
  std::string received;
  auto late = connect();
  events.then_connected = [&](ConnectedEvent&) { late.send_all("!"); };
  events.then_data_in = [&](DataInEvent&) {
    received += slow.socket.receive_available();
    late.send_all("!");
  };
  server.Send(slow.id, text);
  BOOST_TEST(events.count("Connected") == 2U);
  events.then_data_in = [](DataInEvent&) {};
  received += pump_receive(server, slow.socket, text.size() - received.size());
  BOOST_TEST((received == text));
}

BOOST_FIXTURE_TEST_CASE(lets_no_event_of_the_same_connection_fire_within_its_handler, narrow_server) {
  const std::string text(500'000, 's');
  int depth = 0;
  int deepest = 0;
  events.then_data_in = [&](DataInEvent& e) {
    deepest = std::max(deepest, ++depth);
    if (e.Text == "give")
      server.Send(e.ConnectionId, text);
    --depth;
  };
  server.DefaultEOL("\n");
  auto peer = join_narrow(20);
  peer.socket.send_all("give\n");
  {
    reader all{peer.socket, text.size()};
    peer.socket.send_all("two\nthree\n");
    until("DataIn", peer.id, 3);
    BOOST_TEST((all.received() == text));
  }
  BOOST_TEST(deepest == 1);
  BOOST_TEST(events.data(peer.id) == "givetwothree");
}

BOOST_AUTO_TEST_SUITE_END()
