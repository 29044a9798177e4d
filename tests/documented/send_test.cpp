#include <cstddef>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// The documented Send, SendBytes, SendText and SendLine with Timeout 0, BytesSent and ReadyToSend.

namespace {

using namespace troupe;
using namespace troupe::test;
using namespace std::string_literals;

// With little room in the kernel and in the server, so that queues fill soon.
struct narrow_server : idle_server {
  narrow_server() {
    server.Config("OutBufferSize=8192");
    server.Config("SendQueueLimit=16384");
    start();
  }
  joined_client join_narrow() {
    client::options how;
    how.receive_buffer = 8192;
    return join(how);
  }
  // Sends until nothing is taken any more, in the kernel's buffers neither; everything that was taken.
  std::string fill(std::int64_t id) {
    std::string taken;
    // The client's kernel acknowledges late (tcp(7), 40 ms), and the server's takes more then.
    int rounds_in_vain = 0;
    for (char letter = 'a';; letter = letter == 'z' ? 'a' : static_cast<char>(letter + 1)) {
      const std::string piece(10'000, letter);
      try {
        server.Send(id, piece);
        taken += piece;
      } catch (const Error& full) {
        BOOST_TEST(full.Code() == 10035);
        const auto part = static_cast<std::size_t>(connection(id).BytesSent());
        BOOST_REQUIRE(part < piece.size());
        taken += piece.substr(0, part);
        pump(server, 5);
        rounds_in_vain = part == 0 && !connection(id).ReadyToSend() ? rounds_in_vain + 1 : 0;
        if (rounds_in_vain == 10)
          return taken;
      }
      BOOST_REQUIRE(taken.size() < 50'000'000U);
    }
  }
};

bool would_block(const Error& error) {
  return error.Code() == 10035 && error.Description().rfind("[10035] Operation would block", 0) == 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(send)

BOOST_FIXTURE_TEST_CASE(delivers_bytes_whatever_they_are, started_server) {
  auto peer = join();
  server.Send(peer.id, "text");
  server.Send(peer.id, "\0nul\0"s);
  server.SendBytes(peer.id, Bytes{0xff, 0x00, 0x80});
  server.SendText(peer.id, "more");
  BOOST_TEST((pump_receive(server, peer.socket, 16) == "text\0nul\0\xff\0\x80more"s));
}

BOOST_FIXTURE_TEST_CASE(ends_a_line_with_crlf, started_server) {
  auto peer = join();
  server.SendLine(peer.id, "hello");
  server.SendLine(peer.id, "");
  BOOST_TEST(pump_receive(server, peer.socket, 9) == "hello\r\n\r\n");
}

BOOST_FIXTURE_TEST_CASE(takes_nothing_as_nothing, started_server) {
  auto peer = join();
  server.Send(peer.id, "");
  BOOST_TEST(connection(peer.id).BytesSent() == 0);
  server.Send(peer.id, "x");
  BOOST_TEST(pump_receive(server, peer.socket, 1) == "x");
}

BOOST_FIXTURE_TEST_CASE(tells_in_bytes_sent_how_much_was_taken, started_server) {
  const auto peer = join();
  BOOST_TEST(connection(peer.id).BytesSent() == 0);
  server.Send(peer.id, "12345");
  BOOST_TEST(connection(peer.id).BytesSent() == 5);
  server.SendLine(peer.id, "123");
  BOOST_TEST(connection(peer.id).BytesSent() == 5);
  server.SendText(peer.id, "1");
  BOOST_TEST(connection(peer.id).BytesSent() == 1);
}

BOOST_FIXTURE_TEST_CASE(throws_10035_when_the_queue_is_full, narrow_server) {
  auto peer = join_narrow();
  fill(peer.id);
  BOOST_CHECK_EXCEPTION(server.Send(peer.id, "x"), Error, would_block);
  BOOST_CHECK_EXCEPTION(server.SendBytes(peer.id, Bytes{1}), Error, would_block);
  BOOST_CHECK_EXCEPTION(server.SendText(peer.id, "x"), Error, would_block);
  BOOST_CHECK_EXCEPTION(server.SendLine(peer.id, "x"), Error, would_block);
  BOOST_TEST(connection(peer.id).BytesSent() == 0);
}

BOOST_FIXTURE_TEST_CASE(delivers_exactly_what_was_taken, narrow_server) {
  auto peer = join_narrow();
  const auto taken = fill(peer.id);
  BOOST_TEST((pump_receive(server, peer.socket, taken.size()) == taken));
  pump(server);
  BOOST_TEST(peer.socket.receive_available() == "");
}

BOOST_FIXTURE_TEST_CASE(takes_a_part_of_what_does_not_fit_and_throws, narrow_server) {
  auto peer = join_narrow();
  const std::string huge(20'000'000, 'h');
  BOOST_CHECK_EXCEPTION(server.Send(peer.id, huge), Error, would_block);
  const auto taken = static_cast<std::size_t>(connection(peer.id).BytesSent());
  BOOST_TEST(taken > 0U);
  BOOST_TEST(taken < huge.size());
  BOOST_TEST((pump_receive(server, peer.socket, taken) == huge.substr(0, taken)));
  server.Send(peer.id, "!");
  BOOST_TEST(pump_receive(server, peer.socket, 1) == "!");
}

BOOST_FIXTURE_TEST_CASE(fires_ready_to_send_when_there_is_room_after_0_bytes_were_taken, narrow_server) {
  auto peer = join_narrow();
  const auto taken = fill(peer.id);
  const auto before = events.count("ReadyToSend", peer.id);
  pump_receive(server, peer.socket, taken.size());
  until("ReadyToSend", peer.id, before + 1);
  server.Send(peer.id, "again");
  BOOST_TEST(pump_receive(server, peer.socket, 5) == "again");
  pump(server);
  BOOST_TEST(events.count("ReadyToSend", peer.id) == before + 1);
}

BOOST_FIXTURE_TEST_CASE(does_not_fire_ready_to_send_when_a_part_was_taken, narrow_server) {
  auto peer = join_narrow();
  const std::string huge(20'000'000, 'h');
  BOOST_CHECK_THROW(server.Send(peer.id, huge), Error);
  pump_receive(server, peer.socket, static_cast<std::size_t>(connection(peer.id).BytesSent()));
  pump(server);
  BOOST_TEST(events.count("ReadyToSend", peer.id) == 1U);
}

BOOST_FIXTURE_TEST_CASE(makes_the_ready_to_send_property_false_until_there_is_room, narrow_server) {
  auto peer = join_narrow();
  BOOST_TEST(connection(peer.id).ReadyToSend());
  const auto taken = fill(peer.id);
  BOOST_TEST(!connection(peer.id).ReadyToSend());
  const auto before = events.count("ReadyToSend", peer.id);
  bool ready_in_event = false;
  events.then_ready_to_send = [&](ReadyToSendEvent& e) { ready_in_event = connection(e.ConnectionId).ReadyToSend(); };
  pump_receive(server, peer.socket, taken.size());
  until("ReadyToSend", peer.id, before + 1);
  BOOST_TEST(ready_in_event);
  BOOST_TEST(connection(peer.id).ReadyToSend());
}

BOOST_FIXTURE_TEST_CASE(makes_the_ready_to_send_property_true_again_after_a_partial_send_too, narrow_server) {
  auto peer = join_narrow();
  BOOST_CHECK_THROW(server.Send(peer.id, std::string(20'000'000, 'h')), Error);
  BOOST_TEST(!connection(peer.id).ReadyToSend());
  pump_receive(server, peer.socket, static_cast<std::size_t>(connection(peer.id).BytesSent()));
  until([&] { return connection(peer.id).ReadyToSend(); });
}

BOOST_FIXTURE_TEST_CASE(can_be_driven_by_ready_to_send_alone, narrow_server) {
  std::string text;
  for (int number = 0; text.size() < 3'000'000; ++number)
    text += std::to_string(number) + ' ';
  std::string_view rest = text;
  // As the documentation advises: retry after an exception, wait for the event after 0 bytes.
  events.then_ready_to_send = [&](ReadyToSendEvent& e) {
    while (!rest.empty()) {
      try {
        server.Send(e.ConnectionId, rest);
        rest = {};
      } catch (const Error& full) {
        BOOST_REQUIRE(full.Code() == 10035);
        const auto taken = static_cast<std::size_t>(connection(e.ConnectionId).BytesSent());
        rest.remove_prefix(taken);
        if (taken == 0)
          return;
      }
    }
  };
  auto peer = join_narrow();
  BOOST_TEST((pump_receive(server, peer.socket, text.size()) == text));
}

BOOST_FIXTURE_TEST_CASE(answers_from_within_data_in, started_server) {
  events.then_data_in = [&](DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
  auto peer = join();
  for (const std::string word : {"one", "two", "three"}) {
    peer.socket.send_all(word);
    BOOST_TEST(pump_receive(server, peer.socket, word.size()) == word);
  }
}

BOOST_FIXTURE_TEST_CASE(keeps_the_order_of_all_methods, started_server) {
  auto peer = join();
  std::string expected;
  for (int round = 0; round < 200; ++round) {
    const auto number = std::to_string(round);
    server.Send(peer.id, number);
    server.SendLine(peer.id, "line");
    server.SendText(peer.id, std::string(500, 't'));
    expected += number + "line\r\n" + std::string(500, 't');
  }
  BOOST_TEST((pump_receive(server, peer.socket, expected.size()) == expected));
}

BOOST_FIXTURE_TEST_CASE(needs_a_connection_that_exists, started_server) {
  auto peer = join();
  const auto unknown = [](const Error& e) { return e.Code() == 126 && e.Description() == "Invalid ConnectionId."; };
  BOOST_CHECK_EXCEPTION(server.Send(peer.id + 1, "x"), Error, unknown);
  peer.socket.close();
  until("Disconnected", peer.id);
  BOOST_CHECK_EXCEPTION(server.Send(peer.id, "x"), Error, unknown);
  BOOST_CHECK_EXCEPTION(server.SendLine(peer.id, "x"), Error, unknown);
}

BOOST_FIXTURE_TEST_CASE(is_refused_some_time_also_by_a_client_that_reads_as_fast_as_it_is_sent_to, started_server) {
  auto peer = join();
  constexpr std::size_t without_end = 200'000'000;
  const std::string piece(16'384, 'x');
  std::size_t taken = 0;
  events.then_data_in = [&](DataInEvent& e) {
    try {
      for (; taken < without_end; taken += piece.size()) {
        server.Send(e.ConnectionId, piece);
        peer.socket.receive_available();
      }
    } catch (const Error& refused) {
      BOOST_TEST(refused.Code() == 10035);
    }
  };
  peer.socket.send_all("go");
  until([&] { return taken > 0; });
  BOOST_TEST(taken < 10'000'000U);
}

BOOST_AUTO_TEST_SUITE_END()
