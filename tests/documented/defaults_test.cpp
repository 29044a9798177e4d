#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"

using namespace std::string_literals;
using troupe::test::error_code_of;
using troupe::test::started_server;

BOOST_AUTO_TEST_SUITE(defaults)

BOOST_AUTO_TEST_CASE(have_their_documented_values) {
  const troupe::TCPServer server;
  BOOST_TEST(server.DefaultEOL() == "");
  BOOST_TEST(server.DefaultEOLB().empty());
  BOOST_TEST(server.DefaultIdleTimeout() == 0);
  BOOST_TEST(server.DefaultMaxLineLength() == 2048);
  BOOST_TEST(!server.DefaultSingleLineMode());
  BOOST_TEST(server.DefaultTimeout() == 0);
  BOOST_TEST(!server.KeepAlive());
  BOOST_TEST(server.Linger());
  BOOST_TEST(!server.Listening());
  BOOST_TEST(server.LocalHost() == "");
  BOOST_TEST(server.LocalPort() == 0);
}

BOOST_FIXTURE_TEST_CASE(default_eol_is_for_connections_to_come, started_server) {
  auto before = join();
  server.DefaultEOL("\r\n");
  auto after = join();
  BOOST_TEST(connection(before.id).EOL() == "");
  BOOST_TEST(connection(after.id).EOL() == "\r\n");
  after.socket.send_all("one\r\ntwo\r\n");
  before.socket.send_all("a\r\n");
  until([&] { return events.count("DataIn", after.id) == 2 && events.has("DataIn", before.id); });
  BOOST_TEST(events.of("DataIn", after.id)[0].text == "one");
  BOOST_TEST(events.of("DataIn", after.id)[1].text == "two");
  BOOST_TEST(events.last("DataIn", before.id).text == "a\r\n");
}

BOOST_FIXTURE_TEST_CASE(default_eol_may_be_any_bytes_and_is_the_same_as_default_eolb, started_server) {
  server.DefaultEOL("\0\n"s);
  BOOST_TEST(server.DefaultEOLB() == (troupe::Bytes{0, '\n'}), boost::test_tools::per_element());
  server.DefaultEOLB(troupe::Bytes{0xFF, 0});
  BOOST_TEST(server.DefaultEOL() == "\xFF\0"s);
  BOOST_TEST(connection(join().id).EOL() == "\xFF\0"s);
  server.DefaultEOL("");
  BOOST_TEST(server.DefaultEOLB().empty());
}

BOOST_FIXTURE_TEST_CASE(default_idle_timeout_is_for_connections_to_come, started_server) {
  const auto before = join();
  server.DefaultIdleTimeout(100);
  BOOST_TEST(server.DefaultIdleTimeout() == 100);
  const auto after = join();
  BOOST_TEST(connection(before.id).IdleTimeout() == 0);
  BOOST_TEST(connection(after.id).IdleTimeout() == 100);
}

BOOST_FIXTURE_TEST_CASE(default_idle_timeout_disconnects_a_silent_client_with_10060, started_server) {
  server.DefaultIdleTimeout(1);
  const auto one = join();
  until("Disconnected", one.id);
  BOOST_TEST(events.last("Disconnected", one.id).code == 10060);
  BOOST_TEST(events.last("Disconnected", one.id).text == "[10060] Connection timed out.");
}

BOOST_FIXTURE_TEST_CASE(an_idle_timeout_of_its_own_overrides_the_default, started_server) {
  server.DefaultIdleTimeout(1);
  const auto patient = join();
  connection(patient.id).IdleTimeout(0);
  const auto silent = join();
  until("Disconnected", silent.id);
  BOOST_TEST(connection(patient.id).Connected());
}

BOOST_FIXTURE_TEST_CASE(default_max_line_length_is_for_connections_to_come, started_server) {
  const auto before = join();
  server.DefaultMaxLineLength(300);
  BOOST_TEST(server.DefaultMaxLineLength() == 300);
  const auto after = join();
  BOOST_TEST(connection(before.id).MaxLineLength() == 2048);
  BOOST_TEST(connection(after.id).MaxLineLength() == 300);
}

BOOST_FIXTURE_TEST_CASE(default_single_line_mode_is_for_connections_to_come, started_server) {
  auto before = join();
  server.DefaultSingleLineMode(true);
  server.DefaultEOL("ignored");
  auto after = join();
  BOOST_TEST(!connection(before.id).SingleLineMode());
  BOOST_TEST(connection(after.id).SingleLineMode());
  after.socket.send_all("a\rb\nc\r\n");
  until([&] { return events.count("DataIn", after.id) == 3; });
  BOOST_TEST(events.data(after.id) == "abc");
}

BOOST_FIXTURE_TEST_CASE(default_timeout_is_for_connections_to_come, started_server) {
  const auto before = join();
  server.DefaultTimeout(60);
  BOOST_TEST(server.DefaultTimeout() == 60);
  const auto after = join();
  BOOST_TEST(connection(before.id).Timeout() == 0);
  BOOST_TEST(connection(after.id).Timeout() == 60);
}

BOOST_FIXTURE_TEST_CASE(refuse_impossible_values_and_stay_as_they_are, started_server) {
  BOOST_TEST(error_code_of([&] { server.DefaultIdleTimeout(-1); }) == 1002);
  BOOST_TEST(error_code_of([&] { server.DefaultMaxLineLength(255); }) == 1002);
  BOOST_TEST(error_code_of([&] { server.DefaultMaxLineLength(0); }) == 1002);
  BOOST_TEST(error_code_of([&] { server.DefaultTimeout(-5); }) == 1002);
  BOOST_TEST(server.DefaultIdleTimeout() == 0);
  BOOST_TEST(server.DefaultMaxLineLength() == 2048);
  BOOST_TEST(server.DefaultTimeout() == 0);
}

BOOST_FIXTURE_TEST_CASE(may_be_changed_within_a_handler, started_server) {
  events.then_connected = [&](troupe::ConnectedEvent&) { server.DefaultEOL("\n"); };
  const auto first = join();
  const auto second = join();
  BOOST_TEST(connection(first.id).EOL() == "");
  BOOST_TEST(connection(second.id).EOL() == "\n");
}

BOOST_AUTO_TEST_SUITE_END()
