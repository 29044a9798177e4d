#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// The documented ChangeRecordLength and RecordLength.

namespace {

using namespace troupe;
using namespace troupe::test;

} // namespace

BOOST_AUTO_TEST_SUITE(record_length)

BOOST_FIXTURE_TEST_CASE(is_0_at_first_and_what_change_record_length_set, started_server) {
  const auto peer = join();
  BOOST_TEST(connection(peer.id).RecordLength() == 0);
  server.ChangeRecordLength(peer.id, 7);
  BOOST_TEST(connection(peer.id).RecordLength() == 7);
}

BOOST_FIXTURE_TEST_CASE(delivers_records_of_that_length_only, started_server) {
  auto peer = join();
  server.ChangeRecordLength(peer.id, 4);
  peer.socket.send_all("aaaabbbbcc");
  until("DataIn", peer.id, 2);
  pump(server);
  BOOST_TEST(events.count("DataIn") == 2U);
  peer.socket.send_all("cc");
  until("DataIn", peer.id, 3);
  BOOST_TEST(events.of("DataIn")[0].text == "aaaa");
  BOOST_TEST(events.of("DataIn")[1].text == "bbbb");
  BOOST_TEST(events.of("DataIn")[2].text == "cccc");
  BOOST_TEST(events.of("DataIn")[2].flag);
}

BOOST_FIXTURE_TEST_CASE(may_exceed_max_line_length, started_server) {
  auto peer = join();
  server.ChangeRecordLength(peer.id, 1'000'000);
  const std::string record(1'000'000, 'r');
  pump_send(server, peer.socket, record);
  until("DataIn", peer.id);
  BOOST_TEST((events.last("DataIn").text == record));
}

BOOST_FIXTURE_TEST_CASE(changes_within_data_in_from_the_next_byte_on, started_server) {
  server.DefaultEOL("\r\n");
  // A header line tells the length of the body, as in many protocols.
  events.then_data_in = [&](DataInEvent& e) {
    const bool header = e.Text.substr(0, 4) == "LEN ";
    server.ChangeRecordLength(e.ConnectionId, header ? std::stoi(std::string{e.Text.substr(4)}) : 0);
  };
  auto peer = join();
  peer.socket.send_all("LEN 5\r\nab\r\ncLEN 3\r\n\r\n!back\r\n"); // in one packet
  until("DataIn", peer.id, 5);
  const auto data = events.of("DataIn");
  BOOST_TEST(data[0].text == "LEN 5");
  BOOST_TEST(data[1].text == "ab\r\nc");
  BOOST_TEST(data[2].text == "LEN 3");
  BOOST_TEST(data[3].text == "\r\n!");
  BOOST_TEST(data[4].text == "back");
}

BOOST_FIXTURE_TEST_CASE(goes_back_to_data_as_it_comes_with_0, started_server) {
  auto peer = join();
  server.ChangeRecordLength(peer.id, 100);
  peer.socket.send_all("short");
  pump(server);
  BOOST_TEST(!events.has("DataIn"));
  server.ChangeRecordLength(peer.id, 0);
  BOOST_TEST(connection(peer.id).RecordLength() == 0);
  until([&] { return events.data(peer.id) == "short"; });
}

BOOST_FIXTURE_TEST_CASE(applies_to_data_that_waits_already, started_server) {
  auto peer = join();
  server.ChangeRecordLength(peer.id, 100);
  peer.socket.send_all("12345678");
  pump(server);
  BOOST_TEST(!events.has("DataIn"));
  server.ChangeRecordLength(peer.id, 4);
  until("DataIn", peer.id, 2);
  BOOST_TEST(events.of("DataIn")[0].text == "1234");
  BOOST_TEST(events.of("DataIn")[1].text == "5678");
}

BOOST_FIXTURE_TEST_CASE(takes_precedence_over_eol_and_single_line_mode, started_server) {
  server.DefaultEOL("\n");
  server.DefaultSingleLineMode(true);
  auto peer = join();
  server.ChangeRecordLength(peer.id, 4);
  peer.socket.send_all("a\nb\nc\nd\n");
  until("DataIn", peer.id, 2);
  BOOST_TEST(events.of("DataIn")[0].text == "a\nb\n");
}

BOOST_FIXTURE_TEST_CASE(is_the_connections_own, started_server) {
  auto one = join();
  auto two = join();
  server.ChangeRecordLength(one.id, 10);
  one.socket.send_all("abc");
  two.socket.send_all("abc");
  until("DataIn", two.id);
  pump(server);
  BOOST_TEST(!events.has("DataIn", one.id));
  BOOST_TEST(connection(two.id).RecordLength() == 0);
}

BOOST_FIXTURE_TEST_CASE(refuses_negative_lengths_and_unknown_connections, started_server) {
  const auto peer = join();
  BOOST_CHECK_EXCEPTION(server.ChangeRecordLength(peer.id, -1), Error, [](const Error& e) { return e.Code() == 1002; });
  BOOST_CHECK_EXCEPTION(server.ChangeRecordLength(peer.id + 1, 5), Error,
                        [](const Error& e) { return e.Code() == 126; });
  BOOST_TEST(connection(peer.id).RecordLength() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
