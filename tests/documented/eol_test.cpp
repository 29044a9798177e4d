#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// The documented EOL and DefaultEOL: a binary string, of more than one byte, that may contain NULs.

namespace {

using namespace troupe;
using namespace troupe::test;
using namespace std::string_literals;

} // namespace

BOOST_AUTO_TEST_SUITE(eol)

BOOST_FIXTURE_TEST_CASE(is_taken_from_default_eol_when_a_client_connects, started_server) {
  const auto before = join();
  server.DefaultEOL("END");
  const auto after = join();
  BOOST_TEST(connection(before.id).EOL() == "");
  BOOST_TEST(connection(after.id).EOL() == "END");
}

BOOST_FIXTURE_TEST_CASE(has_several_bytes_that_may_come_in_several_reads, started_server) {
  server.DefaultEOL("<end>");
  auto peer = join();
  for (const char byte : "first<en<end>second<end>"s) {
    peer.socket.send_all({&byte, 1});
    pump(server, 1);
  }
  until("DataIn", peer.id, 2);
  BOOST_TEST(events.of("DataIn")[0].text == "first<en");
  BOOST_TEST(events.of("DataIn")[1].text == "second");
}

BOOST_FIXTURE_TEST_CASE(may_contain_nuls, started_server) {
  server.DefaultEOLB(Bytes{0, 0});
  auto peer = join();
  BOOST_TEST(connection(peer.id).EOL() == "\0\0"s);
  BOOST_TEST((connection(peer.id).EOLB() == Bytes{0, 0}));
  peer.socket.send_all("a\0b\0\0c\0\0"s);
  until("DataIn", peer.id, 2);
  BOOST_TEST(events.of("DataIn")[0].text == "a\0b"s);
  BOOST_TEST(events.of("DataIn")[1].text == "c");
}

BOOST_FIXTURE_TEST_CASE(is_each_connections_own, started_server) {
  server.DefaultEOL("\n");
  auto one = join();
  auto two = join();
  connection(two.id).EOLB(Bytes{'|'});
  one.socket.send_all("a|b\n");
  two.socket.send_all("a\nb|");
  until([&] { return events.count("DataIn") == 2; });
  BOOST_TEST(events.data(one.id) == "a|b");
  BOOST_TEST(events.data(two.id) == "a\nb");
}

BOOST_FIXTURE_TEST_CASE(changes_within_data_in_from_the_next_line_on, started_server) {
  server.DefaultEOL("\n");
  events.then_data_in = [&](DataInEvent& e) {
    if (e.Text == "use semicolons")
      connection(e.ConnectionId).EOL(";");
  };
  auto peer = join();
  peer.socket.send_all("use semicolons\none\nstill one;two;"); // in one packet
  until("DataIn", peer.id, 3);
  BOOST_TEST(events.of("DataIn")[1].text == "one\nstill one");
  BOOST_TEST(events.of("DataIn")[2].text == "two");
}

BOOST_FIXTURE_TEST_CASE(can_be_switched_off_within_data_in, started_server) {
  server.DefaultEOL("\r\n");
  events.then_data_in = [&](DataInEvent& e) {
    if (e.Text == "DATA")
      connection(e.ConnectionId).EOL("");
  };
  auto peer = join();
  peer.socket.send_all("DATA\r\nraw\r\nbytes");
  until([&] { return events.data(peer.id) == "DATAraw\r\nbytes"; });
  BOOST_TEST(events.last("DataIn").flag);
}

BOOST_FIXTURE_TEST_CASE(applies_to_data_that_waits_already, started_server) {
  server.DefaultEOL("\r\n");
  auto peer = join();
  peer.socket.send_all("one;two;");
  pump(server);
  BOOST_TEST(!events.has("DataIn"));
  connection(peer.id).EOL(";");
  until("DataIn", peer.id, 2);
  BOOST_TEST(events.of("DataIn")[0].text == "one");
  BOOST_TEST(events.of("DataIn")[1].text == "two");
}

BOOST_AUTO_TEST_SUITE_END()
