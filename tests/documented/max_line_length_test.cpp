#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"

using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::started_server;

namespace {

struct line_server : started_server {
  line_server() { server.DefaultEOL("\n"); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(max_line_length)

BOOST_FIXTURE_TEST_CASE(is_256_at_least, line_server) {
  server.DefaultMaxLineLength(256);
  const auto one = join();
  BOOST_TEST(connection(one.id).MaxLineLength() == 256);
  for (const int bytes : {255, 0, -1}) {
    BOOST_TEST(error_code_of([&] { connection(one.id).MaxLineLength(bytes); }) == 1002);
    BOOST_TEST(error_code_of([&] { server.DefaultMaxLineLength(bytes); }) == 1002);
  }
  BOOST_TEST(connection(one.id).MaxLineLength() == 256);
  BOOST_TEST(server.DefaultMaxLineLength() == 256);
}

BOOST_FIXTURE_TEST_CASE(cuts_longer_lines_into_pieces_without_eol, line_server) {
  server.DefaultMaxLineLength(256);
  auto one = join();
  one.socket.send_all(std::string(600, 'x') + "\nshort\n");
  until([&] { return events.count("DataIn", one.id) == 4; });
  const auto pieces = events.of("DataIn", one.id);
  BOOST_TEST(pieces[0].text.size() == 256U);
  BOOST_TEST(!pieces[0].flag);
  BOOST_TEST(pieces[1].text.size() == 256U);
  BOOST_TEST(!pieces[1].flag);
  BOOST_TEST(pieces[2].text.size() == 88U);
  BOOST_TEST(pieces[2].flag);
  BOOST_TEST(pieces[3].text == "short");
  BOOST_TEST(pieces[3].flag);
}

BOOST_FIXTURE_TEST_CASE(may_be_set_until_the_client_has_sent_something, line_server) {
  auto one = join();
  const auto served = connection(one.id);
  served.MaxLineLength(300);
  BOOST_TEST(served.MaxLineLength() == 300);
  one.socket.send_all(std::string(301, 'x'));
  until("DataIn", one.id);
  BOOST_TEST(events.data(one.id).size() == 300U);
  BOOST_TEST(error_of([&] { served.MaxLineLength(400); }) ==
             "112 You cannot change MaxLineLength at this time. A connection is in progress.");
  BOOST_TEST(served.MaxLineLength() == 300);
}

BOOST_FIXTURE_TEST_CASE(may_be_set_within_connected_although_data_waits, line_server) {
  events.then_connected = [&](troupe::ConnectedEvent& e) { connection(e.ConnectionId).MaxLineLength(256); };
  auto one = connect();
  one.send_all(std::string(257, 'x'));
  until([&] { return events.has("DataIn"); });
  BOOST_TEST(events.last("DataIn").text.size() == 256U);
  BOOST_TEST(!events.has("Error"));
}

BOOST_FIXTURE_TEST_CASE(cannot_be_set_once_half_a_line_has_come, line_server) {
  auto one = join();
  one.socket.send_all("half a line");
  until([&] { return error_code_of([&] { connection(one.id).MaxLineLength(300); }) == 112; });
  BOOST_TEST(!events.has("DataIn", one.id));
}

BOOST_AUTO_TEST_SUITE_END()
