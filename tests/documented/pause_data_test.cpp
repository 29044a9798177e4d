#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// The documented PauseData, ProcessData and AcceptData.

namespace {

using namespace troupe;
using namespace troupe::test;

struct line_server : idle_server {
  line_server() {
    server.DefaultEOL("\n");
    start();
  }
  // That many lines, one packet: "1\n2\n3\n".
  static std::string lines(int first, int last) {
    std::string text;
    for (int number = first; number <= last; ++number)
      text += std::to_string(number) + '\n';
    return text;
  }
  // What came in, in the same form.
  std::string received(std::int64_t id) const {
    std::string text;
    for (const auto& one : events.of("DataIn", id))
      text += one.text + '\n';
    return text;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(pause_data)

BOOST_FIXTURE_TEST_CASE(stops_data_in_until_process_data, line_server) {
  auto peer = join();
  server.PauseData(peer.id);
  peer.socket.send_all(lines(1, 3));
  pump(server);
  BOOST_TEST(!events.has("DataIn"));
  server.ProcessData(peer.id);
  until("DataIn", peer.id, 3);
  BOOST_TEST(received(peer.id) == lines(1, 3));
}

BOOST_FIXTURE_TEST_CASE(shows_in_accept_data, line_server) {
  const auto peer = join();
  BOOST_TEST(connection(peer.id).AcceptData());
  server.PauseData(peer.id);
  BOOST_TEST(!connection(peer.id).AcceptData());
  server.ProcessData(peer.id);
  BOOST_TEST(connection(peer.id).AcceptData());
}

BOOST_FIXTURE_TEST_CASE(stops_at_once_within_data_in_though_sixteen_lines_were_read, line_server) {
  events.then_data_in = [&](DataInEvent& e) {
    if (e.Text == "3")
      server.PauseData(e.ConnectionId);
  };
  auto peer = join();
  peer.socket.send_all(lines(1, 16));
  until("DataIn", peer.id, 3);
  pump(server);
  BOOST_TEST(received(peer.id) == lines(1, 3));
  server.ProcessData(peer.id);
  until("DataIn", peer.id, 16);
  pump(server, 3);
  BOOST_TEST(received(peer.id) == lines(1, 16));
}

BOOST_FIXTURE_TEST_CASE(lets_single_lines_through_when_every_event_pauses, line_server) {
  events.then_data_in = [&](DataInEvent& e) { server.PauseData(e.ConnectionId); };
  auto peer = join();
  peer.socket.send_all(lines(1, 5));
  for (std::size_t count = 1; count <= 5; ++count) {
    until("DataIn", peer.id, count);
    pump(server, 3);
    BOOST_TEST(events.count("DataIn") == count);
    server.ProcessData(peer.id);
  }
  BOOST_TEST(received(peer.id) == lines(1, 5));
}

BOOST_FIXTURE_TEST_CASE(can_be_taken_back_within_the_same_event, line_server) {
  events.then_data_in = [&](DataInEvent& e) {
    server.PauseData(e.ConnectionId);
    server.ProcessData(e.ConnectionId);
  };
  auto peer = join();
  peer.socket.send_all(lines(1, 16));
  until("DataIn", peer.id, 16);
  BOOST_TEST(received(peer.id) == lines(1, 16));
}

BOOST_FIXTURE_TEST_CASE(loses_nothing_and_keeps_the_order_of_megabytes, line_server) {
  const auto text = lines(1, 300'000);
  std::string got;
  int count = 0;
  std::int64_t paused = 0;
  server.OnDataIn([&](DataInEvent& e) {
    got.append(e.Text).append("\n");
    if (++count % 10'000 == 0) {
      server.PauseData(e.ConnectionId);
      paused = e.ConnectionId;
    }
  });
  auto peer = join();
  std::string_view rest = text;
  until([&] {
    rest.remove_prefix(peer.socket.send_some(rest));
    if (paused != 0)
      server.ProcessData(std::exchange(paused, 0));
    return got.size() >= text.size();
  });
  BOOST_TEST((got == text));
}

BOOST_FIXTURE_TEST_CASE(makes_tcp_push_back_instead_of_collecting, line_server) {
  auto peer = join();
  server.PauseData(peer.id);
  const std::string piece(65536, 'x');
  std::size_t sent = 0;
  // Until the kernel takes nothing for a while: the buffers of both sockets are full.
  for (int idle = 0; idle < 20;) {
    const auto now = peer.socket.send_some(piece);
    idle = now == 0 ? idle + 1 : 0;
    sent += now;
    BOOST_REQUIRE(sent < 100'000'000U);
    pump(server, 1);
  }
  std::size_t received_bytes = 0;
  server.OnDataIn([&](DataInEvent& e) { received_bytes += e.Text.size(); });
  server.ProcessData(peer.id);
  until([&] { return received_bytes >= sent / 2048 * 2048; });
}

BOOST_FIXTURE_TEST_CASE(leaves_other_connections_alone, line_server) {
  auto paused = join();
  auto other = join();
  server.PauseData(paused.id);
  paused.socket.send_all(lines(1, 1));
  other.socket.send_all(lines(1, 2));
  until("DataIn", other.id, 2);
  BOOST_TEST(!events.has("DataIn", paused.id));
  BOOST_TEST(connection(other.id).AcceptData());
}

BOOST_FIXTURE_TEST_CASE(does_not_stop_sends, line_server) {
  auto peer = join();
  server.PauseData(peer.id);
  server.SendLine(peer.id, "wait, please");
  BOOST_TEST(pump_receive(server, peer.socket, 14) == "wait, please\r\n");
}

BOOST_FIXTURE_TEST_CASE(delivers_what_is_left_before_disconnected_when_the_client_closes_meanwhile, line_server) {
  auto peer = join();
  server.PauseData(peer.id);
  peer.socket.send_all(lines(1, 100));
  peer.socket.close();
  pump(server);
  BOOST_TEST(!events.has("DataIn"));
  BOOST_TEST(!events.has("Disconnected"));
  server.ProcessData(peer.id);
  until("Disconnected", peer.id);
  BOOST_TEST(received(peer.id) == lines(1, 100));
  BOOST_TEST(events.all().back().name == "Disconnected");
  BOOST_TEST(events.last("Disconnected").code == 0);
}

BOOST_FIXTURE_TEST_CASE(delivers_data_read_before_the_client_closed_also_after_a_pause_within_data_in, line_server) {
  events.then_data_in = [&](DataInEvent& e) {
    if (e.Text == "2")
      server.PauseData(e.ConnectionId);
  };
  auto peer = join();
  peer.socket.send_all(lines(1, 16) + "unfinished");
  peer.socket.close();
  until("DataIn", peer.id, 2);
  pump(server);
  BOOST_TEST(events.count("DataIn") == 2U);
  BOOST_TEST(!events.has("Disconnected"));
  server.ProcessData(peer.id);
  until("Disconnected", peer.id);
  BOOST_TEST(received(peer.id) == lines(1, 16) + "unfinished\n");
  BOOST_TEST(!events.last("DataIn").flag);
}

BOOST_FIXTURE_TEST_CASE(does_not_keep_a_paused_client_that_is_disconnected, line_server) {
  auto peer = join();
  server.PauseData(peer.id);
  peer.socket.send_all(lines(1, 3));
  pump(server);
  server.Disconnect(peer.id);
  until("Disconnected", peer.id);
  BOOST_TEST(!events.has("DataIn"));
}

BOOST_FIXTURE_TEST_CASE(does_not_keep_a_paused_client_that_resets_with_lines_held_back, line_server) {
  auto peer = join();
  events.then_data_in = [&](DataInEvent& e) { server.PauseData(e.ConnectionId); };
  peer.socket.send_all(lines(1, 3));
  until("DataIn", peer.id);
  peer.socket.reset();
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 10054);
  BOOST_TEST(events.count("DataIn") == 1U);
  BOOST_TEST(server.Connections().empty());
}

BOOST_FIXTURE_TEST_CASE(does_not_keep_a_client_that_resets_while_it_is_not_read_from, line_server) {
  auto peer = join();
  server.PauseData(peer.id);
  peer.socket.send_all(lines(1, 1));
  pump(server);
  peer.socket.send_all(lines(2, 3));
  pump(server);
  peer.socket.reset();
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 10054);
}

BOOST_FIXTURE_TEST_CASE(needs_a_connection_that_exists, line_server) {
  const auto unknown = [](const Error& e) { return e.Code() == 126 && e.Description() == "Invalid ConnectionId."; };
  BOOST_CHECK_EXCEPTION(server.PauseData(77), Error, unknown);
  BOOST_CHECK_EXCEPTION(server.ProcessData(77), Error, unknown);
}

BOOST_FIXTURE_TEST_CASE(is_not_needed_for_process_data, line_server) {
  auto peer = join();
  server.ProcessData(peer.id);
  peer.socket.send_all(lines(1, 2));
  until("DataIn", peer.id, 2);
  BOOST_TEST(received(peer.id) == lines(1, 2));
}

BOOST_AUTO_TEST_SUITE_END()
