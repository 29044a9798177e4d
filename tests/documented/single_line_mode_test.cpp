#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

// The documented SingleLineMode and DefaultSingleLineMode: lines end with CR, LF or CRLF, and EOL is ignored.

namespace {

using namespace troupe;
using namespace troupe::test;

struct single_line_server : idle_server {
  single_line_server() {
    server.DefaultSingleLineMode(true);
    start();
  }
  std::vector<std::string> texts() const {
    std::vector<std::string> found;
    for (const auto& one : events.of("DataIn"))
      found.push_back(one.text);
    return found;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(single_line_mode)

BOOST_FIXTURE_TEST_CASE(ends_lines_at_cr_lf_and_crlf, single_line_server) {
  auto peer = join();
  peer.socket.send_all("crlf\r\nlf\ncr\rlast\r\n");
  until("DataIn", peer.id, 4);
  const std::vector<std::string> expected{"crlf", "lf", "cr", "last"};
  BOOST_TEST(texts() == expected, boost::test_tools::per_element());
  for (const auto& line : events.of("DataIn"))
    BOOST_TEST(line.flag);
}

BOOST_FIXTURE_TEST_CASE(makes_one_line_of_a_crlf_that_comes_in_two_packets, single_line_server) {
  auto peer = join();
  peer.socket.send_all("first\r");
  until("DataIn", peer.id); // a CR ends a line, whatever comes next
  pump(server, 3);
  peer.socket.send_all("\nsecond\n");
  until("DataIn", peer.id, 2);
  const std::vector<std::string> expected{"first", "second"};
  BOOST_TEST(texts() == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(delivers_empty_lines, single_line_server) {
  auto peer = join();
  peer.socket.send_all("\r\n\n\r\rx\n");
  until([&] { return events.data(peer.id) == "x"; });
  BOOST_TEST(texts().size() == 5U);
}

BOOST_FIXTURE_TEST_CASE(ignores_eol, single_line_server) {
  server.DefaultEOL(";");
  auto peer = join();
  peer.socket.send_all("a;b\nc;");
  until("DataIn", peer.id);
  pump(server);
  BOOST_TEST(texts().size() == 1U);
  BOOST_TEST(texts()[0] == "a;b");
}

BOOST_FIXTURE_TEST_CASE(is_a_property_of_each_connection, started_server) {
  auto one = join();
  auto two = join();
  BOOST_TEST(!connection(one.id).SingleLineMode());
  connection(two.id).SingleLineMode(true);
  one.socket.send_all("a\nb");
  two.socket.send_all("a\nb\n");
  until("DataIn", one.id);
  until("DataIn", two.id, 2);
  BOOST_TEST(events.of("DataIn", one.id)[0].text == "a\nb");
  BOOST_TEST(events.of("DataIn", two.id)[0].text == "a");
}

BOOST_FIXTURE_TEST_CASE(delivers_lines_that_are_too_long_in_pieces, single_line_server) {
  server.DefaultMaxLineLength(256);
  auto peer = join();
  peer.socket.send_all(std::string(300, 'x') + "\n");
  until("DataIn", peer.id, 2);
  BOOST_TEST(!events.of("DataIn")[0].flag);
  BOOST_TEST(events.of("DataIn")[0].text.size() == 256U);
  BOOST_TEST(events.of("DataIn")[1].flag);
}

BOOST_FIXTURE_TEST_CASE(can_be_left_within_data_in, single_line_server) {
  server.DefaultEOL(";");
  events.then_data_in = [&](DataInEvent& e) { connection(e.ConnectionId).SingleLineMode(false); };
  auto peer = join();
  peer.socket.send_all("line\r\nnext\nis;");
  until("DataIn", peer.id, 2);
  const std::vector<std::string> expected{"line", "next\nis"};
  BOOST_TEST(texts() == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(applies_to_data_that_waits_already, started_server) {
  server.DefaultEOL("%");
  auto peer = join();
  peer.socket.send_all("one\ntwo\n");
  pump(server);
  BOOST_TEST(!events.has("DataIn"));
  connection(peer.id).SingleLineMode(true);
  until("DataIn", peer.id, 2);
  BOOST_TEST(events.of("DataIn")[1].text == "two");
}

BOOST_AUTO_TEST_SUITE_END()
