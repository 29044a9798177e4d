#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// The documented DataIn event: Text, TextB, EOL, and MaxLineLength.

namespace {

using namespace troupe;
using namespace troupe::test;
using namespace std::string_literals;

struct line_server : idle_server {
  line_server() {
    server.DefaultEOL("\r\n");
    start();
  }
  void until_data(std::int64_t id, std::size_t bytes) {
    until([&] { return events.data(id).size() >= bytes; });
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(data_in)

BOOST_FIXTURE_TEST_CASE(delivers_data_as_it_comes_with_eol_true_when_eol_is_empty, started_server) {
  auto peer = join();
  peer.socket.send_all("no end in sight");
  until("DataIn", peer.id);
  BOOST_TEST(to_line(events.last("DataIn")) == "DataIn " + std::to_string(peer.id) + " no end in sight");
  peer.socket.send_all("\r\nand more");
  until("DataIn", peer.id, 2);
  BOOST_TEST(events.last("DataIn").text == "\r\nand more");
  BOOST_TEST(events.last("DataIn").flag);
}

BOOST_FIXTURE_TEST_CASE(keeps_eol_true_without_eol_also_beyond_max_line_length, started_server) {
  auto peer = join();
  const std::string much(100'000, 'm');
  peer.socket.send_all(much);
  until([&] { return events.data(peer.id).size() == much.size(); });
  for (const auto& piece : events.of("DataIn"))
    BOOST_TEST(piece.flag);
  BOOST_TEST((events.data(peer.id) == much));
}

BOOST_FIXTURE_TEST_CASE(delivers_lines_without_their_end_and_eol_true, line_server) {
  auto peer = join();
  peer.socket.send_all("one\r\ntwo\r\n\r\nfour\r\n");
  until("DataIn", peer.id, 4);
  const auto lines = events.of("DataIn");
  BOOST_TEST(lines[0].text == "one");
  BOOST_TEST(lines[1].text == "two");
  BOOST_TEST(lines[2].text == "");
  BOOST_TEST(lines[3].text == "four");
  for (const auto& line : lines)
    BOOST_TEST(line.flag);
}

BOOST_FIXTURE_TEST_CASE(waits_for_the_end_of_a_line, line_server) {
  auto peer = join();
  peer.socket.send_all("half a l");
  pump(server);
  BOOST_TEST(!events.has("DataIn"));
  peer.socket.send_all("ine\r");
  pump(server);
  BOOST_TEST(!events.has("DataIn"));
  peer.socket.send_all("\n");
  until("DataIn", peer.id);
  BOOST_TEST(events.last("DataIn").text == "half a line");
}

BOOST_FIXTURE_TEST_CASE(delivers_a_line_that_is_too_long_in_pieces_with_eol_false, line_server) {
  auto peer = join();
  const std::string line = std::string(2048, 'a') + std::string(2048, 'b') + "rest";
  peer.socket.send_all(line + "\r\n");
  until("DataIn", peer.id, 3);
  const auto pieces = events.of("DataIn");
  BOOST_TEST(pieces[0].text == line.substr(0, 2048));
  BOOST_TEST(!pieces[0].flag);
  BOOST_TEST(pieces[1].text == line.substr(2048, 2048));
  BOOST_TEST(!pieces[1].flag);
  BOOST_TEST(pieces[2].text == "rest");
  BOOST_TEST(pieces[2].flag);
}

BOOST_FIXTURE_TEST_CASE(delivers_a_piece_as_soon_as_max_line_length_bytes_are_there, line_server) {
  auto peer = join();
  peer.socket.send_all(std::string(2100, 'x')); // the line goes on, some time
  until("DataIn", peer.id);
  BOOST_TEST(!events.last("DataIn").flag);
  BOOST_TEST(events.last("DataIn").text.size() == 2048U);
}

BOOST_FIXTURE_TEST_CASE(takes_max_line_length_from_the_server_and_from_the_connection, line_server) {
  server.DefaultMaxLineLength(256);
  auto of_default = join();
  of_default.socket.send_all(std::string(300, 'd') + "\r\n");
  until_data(of_default.id, 300);
  BOOST_TEST(events.of("DataIn", of_default.id)[0].text.size() == 256U);

  auto own = join();
  connection(own.id).MaxLineLength(500);
  own.socket.send_all(std::string(600, 'o') + "\r\n");
  until_data(own.id, 600);
  BOOST_TEST(events.of("DataIn", own.id)[0].text.size() == 500U);
}

BOOST_FIXTURE_TEST_CASE(starts_anew_after_a_piece, line_server) {
  server.DefaultMaxLineLength(256);
  auto peer = join();
  peer.socket.send_all(std::string(256, 'p'));
  until("DataIn", peer.id);
  BOOST_TEST(!events.last("DataIn").flag);
  peer.socket.send_all("next\r\n");
  until("DataIn", peer.id, 2);
  BOOST_TEST(events.last("DataIn").text == "next");
  BOOST_TEST(events.last("DataIn").flag);
}

BOOST_FIXTURE_TEST_CASE(delivers_nuls_and_every_other_byte, started_server) {
  std::string all_bytes;
  for (int repeat = 0; repeat < 3; ++repeat) {
    for (int byte = 0; byte < 256; ++byte)
      all_bytes += static_cast<char>(byte);
  }
  std::string texts;
  events.then_data_in = [&](DataInEvent& e) { texts += e.Text; };
  auto peer = join();
  peer.socket.send_all(all_bytes);
  until([&] { return texts.size() >= all_bytes.size(); });
  BOOST_TEST((texts == all_bytes));
  BOOST_TEST((events.data(peer.id) == all_bytes));
}

BOOST_FIXTURE_TEST_CASE(gives_the_same_bytes_as_text_and_text_b, line_server) {
  bool same = false;
  events.then_data_in = [&](DataInEvent& e) { same = e.Text == e.TextB.Text() && e.TextB == Bytes{'a', 0, 'b'}; };
  auto peer = join();
  peer.socket.send_all("a\0b\r\n"s);
  until("DataIn", peer.id);
  BOOST_TEST(same);
}

BOOST_FIXTURE_TEST_CASE(keeps_the_data_of_several_clients_apart, line_server) {
  auto one = join();
  auto two = join();
  one.socket.send_all("1a");
  two.socket.send_all("2a");
  pump(server, 3);
  two.socket.send_all("2b\r\n");
  one.socket.send_all("1b\r\n");
  until([&] { return events.count("DataIn") == 2; });
  BOOST_TEST(events.data(one.id) == "1a1b");
  BOOST_TEST(events.data(two.id) == "2a2b");
}

BOOST_FIXTURE_TEST_CASE(delivers_megabytes_in_order, line_server) {
  std::string sent;
  for (int number = 0; number < 100'000; ++number)
    sent += "line " + std::to_string(number) + "\r\n";
  std::string received;
  server.OnDataIn([&](DataInEvent& e) { received.append(e.Text).append("\r\n"); });
  auto peer = join();
  pump_send(server, peer.socket, sent);
  until([&] { return received.size() >= sent.size(); });
  BOOST_TEST((received == sent));
}

BOOST_AUTO_TEST_SUITE_END()
