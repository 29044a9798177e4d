#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// "Events are not re-entrant": those of one connection come one after the other, whatever a handler does.

namespace {

using namespace troupe;
using namespace troupe::test;

} // namespace

BOOST_AUTO_TEST_SUITE(reentrancy)

BOOST_FIXTURE_TEST_CASE(lets_do_events_in_a_handler_fire_events_of_other_connections, started_server) {
  auto outer = join();
  auto inner = join();
  bool inner_fired_within = false;
  events.then_data_in = [&](DataInEvent& e) {
    if (e.ConnectionId != outer.id)
      return;
    inner.socket.send_all("inner");
    pump_until(server, [&] { return events.has("DataIn", inner.id); });
    inner_fired_within = true;
  };
  outer.socket.send_all("outer");
  until("DataIn", outer.id);
  BOOST_TEST(inner_fired_within);
}

BOOST_FIXTURE_TEST_CASE(fires_no_event_of_a_connection_while_one_is_handled, started_server) {
  server.DefaultEOL("\n");
  auto peer = join();
  auto barrier = join();
  bool handling = false;
  bool overlapped = false;
  events.then_data_in = [&](DataInEvent& e) {
    if (e.ConnectionId != peer.id)
      return;
    overlapped = overlapped || handling;
    handling = true;
    if (e.Text == "first") {
      peer.socket.send_all("third\n");
      barrier.socket.send_all("now\n");
      pump_until(server, [&] { return events.has("DataIn", barrier.id); });
      pump(server);
      BOOST_TEST(events.count("DataIn", peer.id) == 1U);
    }
    handling = false;
  };
  peer.socket.send_all("first\nsecond\n");
  until("DataIn", peer.id, 3);
  BOOST_TEST(!overlapped);
  BOOST_TEST(events.data(peer.id) == "firstsecondthird");
}

BOOST_FIXTURE_TEST_CASE(holds_disconnected_back_until_the_handler_is_done, started_server) {
  auto peer = join();
  bool too_early = false;
  events.then_data_in = [&](DataInEvent& e) {
    peer.socket.close();
    pump(server);
    too_early = events.has("Disconnected", e.ConnectionId);
  };
  peer.socket.send_all("x");
  until("Disconnected", peer.id);
  BOOST_TEST(!too_early);
}

BOOST_FIXTURE_TEST_CASE(holds_disconnected_back_also_when_the_handler_disconnects, started_server) {
  auto peer = join();
  bool too_early = false;
  events.then_data_in = [&](DataInEvent& e) {
    server.Disconnect(e.ConnectionId);
    pump(server);
    too_early = events.has("Disconnected", e.ConnectionId);
  };
  peer.socket.send_all("x");
  until("Disconnected", peer.id);
  BOOST_TEST(!too_early);
}

BOOST_FIXTURE_TEST_CASE(keeps_the_text_of_an_event_valid_while_others_fire, started_server) {
  auto outer = join();
  auto inner = join();
  const std::string words(5000, 'w');
  bool same = false;
  events.then_data_in = [&](DataInEvent& e) {
    if (e.ConnectionId != outer.id)
      return;
    for (int round = 0; round < 20; ++round) {
      inner.socket.send_all(std::string(5000, 'i'));
      outer.socket.send_all(std::string(5000, 'o'));
      pump(server, 2);
    }
    same = e.Text == std::string_view{words}.substr(0, e.Text.size()) && e.TextB.Text() == e.Text;
    events.then_data_in = [](DataInEvent&) {};
  };
  outer.socket.send_all(words);
  until([&] { return events.data(outer.id).size() >= words.size() + 20 * 5000; });
  BOOST_TEST(same);
  BOOST_TEST((events.data(outer.id) == words + std::string(20 * 5000, 'o')));
}

BOOST_FIXTURE_TEST_CASE(lets_handlers_of_several_connections_nest, started_server) {
  constexpr int clients = 5;
  std::map<std::int64_t, joined_client> peers;
  for (int count = 0; count < clients; ++count) {
    auto peer = join();
    peers.emplace(peer.id, std::move(peer));
  }
  int depth = 0;
  int deepest = 0;
  events.then_data_in = [&](DataInEvent&) {
    deepest = std::max(deepest, ++depth);
    pump_until(server, [&] { return events.count("DataIn") == clients; });
    --depth;
  };
  for (auto& [id, peer] : peers)
    peer.socket.send_all("x");
  until([&] { return events.count("DataIn") == clients; });
  BOOST_TEST(deepest == clients);
  BOOST_TEST(depth == 0);
}

BOOST_FIXTURE_TEST_CASE(lets_a_handler_replace_itself, started_server) {
  std::string by_second;
  server.OnDataIn([&](DataInEvent&) { server.OnDataIn([&](DataInEvent& e) { by_second += e.Text; }); });
  auto peer = join();
  connection(peer.id).EOL("\n");
  peer.socket.send_all("one\ntwo\nthree\n");
  until([&] { return by_second.size() >= 5 && by_second.substr(by_second.size() - 5) == "three"; });
}

BOOST_FIXTURE_TEST_CASE(keeps_a_handler_that_was_replaced_alive_until_it_returns, started_server) {
  auto outer = join();
  auto inner = join();
  auto captured = std::make_shared<int>(1);
  const std::weak_ptr<int> alive = captured;
  bool lived_on = false;
  int fired = 0;
  server.OnDataIn([&, captured = std::move(captured)](DataInEvent&) {
    server.OnDataIn([&](DataInEvent&) {
      server.OnDataIn([&](DataInEvent&) { ++fired; });
      ++fired;
    });
    inner.socket.send_all("one");
    pump_until(server, [&] { return fired == 1; });
    inner.socket.send_all("two");
    pump_until(server, [&] { return fired == 2; });
    lived_on = !alive.expired();
  });
  outer.socket.send_all("x");
  until([&] { return fired == 2; });
  pump(server, 1);
  BOOST_TEST(lived_on);
  BOOST_TEST(alive.expired());
}

BOOST_FIXTURE_TEST_CASE(lets_a_handler_shut_the_server_down, started_server) {
  auto one = join();
  auto two = join();
  events.then_data_in = [&](DataInEvent&) { server.Shutdown(); };
  one.socket.send_all("shutdown");
  pump_receive_until_closed(server, one.socket);
  pump_receive_until_closed(server, two.socket);
  until("Disconnected", one.id);
  until("Disconnected", two.id);
  BOOST_TEST(!server.Listening());
  BOOST_TEST(server.Connections().empty());
}

BOOST_AUTO_TEST_SUITE_END()
