#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"

using namespace std::string_literals;
using troupe::test::error_code_of;
using troupe::test::error_of;
using troupe::test::idle_server;
using troupe::test::joined_client;
using troupe::test::started_server;

namespace {

/// A server with one client.
struct served_client : started_server {
  joined_client joined = join();
  troupe::Connection field = connection(joined.id);
};

} // namespace

BOOST_AUTO_TEST_SUITE(connection_fields)

BOOST_FIXTURE_TEST_CASE(have_their_documented_defaults, served_client) {
  BOOST_TEST(field.AcceptData());
  BOOST_TEST(field.BytesSent() == 0);
  BOOST_TEST(field.EOL() == "");
  BOOST_TEST(field.EOLB().empty());
  BOOST_TEST(field.IdleTimeout() == 0);
  BOOST_TEST(field.MaxLineLength() == 2048);
  BOOST_TEST(field.RecordLength() == 0);
  BOOST_TEST(!field.SingleLineMode());
  BOOST_TEST(field.Timeout() == 0);
  BOOST_TEST(field.UserData() == "");
  BOOST_TEST(field.UserDataB().empty());
}

BOOST_FIXTURE_TEST_CASE(tell_who_is_connected, served_client) {
  BOOST_TEST(field.Connected());
  BOOST_TEST(field.ReadyToSend());
  BOOST_TEST(field.ConnectionId() == joined.id);
  BOOST_TEST(field.LocalAddress() == "127.0.0.1");
  BOOST_TEST(field.RemoteHost() == "127.0.0.1");
  BOOST_TEST(field.RemotePort() == joined.socket.local_port());
}

BOOST_AUTO_TEST_CASE(local_address_is_the_one_that_the_client_reached) {
  for (const std::string everywhere : {"", "0.0.0.0"}) {
    idle_server one;
    one.server.LocalHost(everywhere);
    one.start();
    for (const auto* address : {"127.0.0.5", "127.0.0.1"}) {
      const auto client = one.join({false, 0, address});
      BOOST_TEST(one.connection(client.id).LocalAddress() == address);
    }
  }
}

BOOST_FIXTURE_TEST_CASE(accept_data_is_false_while_paused, served_client) {
  server.PauseData(joined.id);
  BOOST_TEST(!field.AcceptData());
  server.ProcessData(joined.id);
  BOOST_TEST(field.AcceptData());
}

BOOST_FIXTURE_TEST_CASE(bytes_sent_is_what_the_last_send_took, served_client) {
  server.SendText(joined.id, "12345");
  BOOST_TEST(field.BytesSent() == 5);
  server.SendLine(joined.id, "123");
  BOOST_TEST(field.BytesSent() == 5);
  server.Send(joined.id, troupe::Bytes{});
  BOOST_TEST(field.BytesSent() == 0);
}

BOOST_FIXTURE_TEST_CASE(bytes_sent_is_0_after_a_synchronous_send, served_client) {
  server.SendText(joined.id, "12345");
  field.Timeout(10);
  BOOST_TEST(field.BytesSent() == 0); // always, while Timeout is positive
  server.SendText(joined.id, "12345");
  BOOST_TEST(field.BytesSent() == 0);
}

BOOST_FIXTURE_TEST_CASE(ready_to_send_is_false_after_a_send_that_did_not_fit, served_client) {
  const std::string much(1 << 24, 'x');
  BOOST_TEST(error_of([&] { server.SendText(joined.id, much); }) == "10035 [10035] Operation would block.");
  BOOST_TEST(!field.ReadyToSend());
  const auto taken = static_cast<std::size_t>(field.BytesSent());
  BOOST_TEST(taken > 0U);
  BOOST_TEST(taken < much.size());
  pump_receive(server, joined.socket, taken);
  until([&] { return field.ReadyToSend(); });
}

BOOST_FIXTURE_TEST_CASE(eol_may_be_any_bytes_and_is_the_same_as_eolb, served_client) {
  field.EOL("\0--\xFF"s);
  BOOST_TEST(field.EOL() == "\0--\xFF"s);
  BOOST_TEST(field.EOLB() == (troupe::Bytes{0, '-', '-', 0xFF}), boost::test_tools::per_element());
  field.EOLB(troupe::Bytes{1, 0});
  BOOST_TEST(field.EOL() == "\1\0"s);
  field.EOL("");
  BOOST_TEST(field.EOLB().empty());
}

BOOST_FIXTURE_TEST_CASE(record_length_is_what_change_record_length_set, served_client) {
  server.ChangeRecordLength(joined.id, 7);
  BOOST_TEST(field.RecordLength() == 7);
  BOOST_TEST(error_code_of([&] { server.ChangeRecordLength(joined.id, -1); }) == 1002);
  BOOST_TEST(field.RecordLength() == 7);
  server.ChangeRecordLength(joined.id, 0);
  BOOST_TEST(field.RecordLength() == 0);
}

BOOST_FIXTURE_TEST_CASE(keep_what_they_are_set_to, served_client) {
  field.IdleTimeout(60);
  field.SingleLineMode(true);
  field.Timeout(30);
  field.MaxLineLength(4096);
  const auto again = connection(joined.id);
  BOOST_TEST(again.IdleTimeout() == 60);
  BOOST_TEST(again.SingleLineMode());
  BOOST_TEST(again.Timeout() == 30);
  BOOST_TEST(again.MaxLineLength() == 4096);
}

BOOST_FIXTURE_TEST_CASE(refuse_impossible_values_and_stay_as_they_are, served_client) {
  BOOST_TEST(error_code_of([&] { field.IdleTimeout(-1); }) == 1002);
  BOOST_TEST(error_code_of([&] { field.Timeout(-1); }) == 1002);
  BOOST_TEST(field.IdleTimeout() == 0);
  BOOST_TEST(field.Timeout() == 0);
}

BOOST_FIXTURE_TEST_CASE(of_one_client_are_not_those_of_another, served_client) {
  const auto other = join();
  field.EOL("\n");
  field.UserData("mine");
  field.IdleTimeout(60);
  BOOST_TEST(connection(other.id).EOL() == "");
  BOOST_TEST(connection(other.id).UserData() == "");
  BOOST_TEST(connection(other.id).IdleTimeout() == 0);
}

BOOST_FIXTURE_TEST_CASE(user_data_keeps_any_bytes, served_client) {
  field.UserData("a\0b\xFF"s);
  BOOST_TEST(field.UserData() == "a\0b\xFF"s);
  BOOST_TEST(field.UserDataB() == (troupe::Bytes{'a', 0, 'b', 0xFF}), boost::test_tools::per_element());
  field.UserDataB(troupe::Bytes{0, 0});
  BOOST_TEST(connection(joined.id).UserData() == "\0\0"s);
  field.UserData(std::string(1 << 20, 'u'));
  BOOST_TEST(field.UserData().size() == std::size_t{1} << 20);
}

BOOST_FIXTURE_TEST_CASE(user_data_can_be_used_in_every_event, served_client) {
  std::string seen;
  events.then_connected = [&](troupe::ConnectedEvent& e) { connection(e.ConnectionId).UserData("c"); };
  events.then_data_in = [&](troupe::DataInEvent& e) { seen = connection(e.ConnectionId).UserData(); };
  auto other = join();
  other.socket.send_all("x");
  until("DataIn", other.id);
  BOOST_TEST(seen == "c");
}

BOOST_FIXTURE_TEST_CASE(of_an_ended_connection_are_error_126, served_client) {
  joined.socket.close();
  until("Disconnected", joined.id);
  BOOST_TEST(!field.Connected());
  BOOST_TEST(field.ConnectionId() == joined.id);
  const auto expected = "126 Invalid ConnectionId.";
  BOOST_TEST(error_of([&] { field.AcceptData(); }) == expected);
  BOOST_TEST(error_of([&] { field.BytesSent(); }) == expected);
  BOOST_TEST(error_of([&] { field.EOL(); }) == expected);
  BOOST_TEST(error_of([&] { field.EOLB(); }) == expected);
  BOOST_TEST(error_of([&] { field.IdleTimeout(); }) == expected);
  BOOST_TEST(error_of([&] { field.LocalAddress(); }) == expected);
  BOOST_TEST(error_of([&] { field.MaxLineLength(); }) == expected);
  BOOST_TEST(error_of([&] { field.ReadyToSend(); }) == expected);
  BOOST_TEST(error_of([&] { field.RecordLength(); }) == expected);
  BOOST_TEST(error_of([&] { field.RemoteHost(); }) == expected);
  BOOST_TEST(error_of([&] { field.RemotePort(); }) == expected);
  BOOST_TEST(error_of([&] { field.SingleLineMode(); }) == expected);
  BOOST_TEST(error_of([&] { field.Timeout(); }) == expected);
  BOOST_TEST(error_of([&] { field.UserData(); }) == expected);
  BOOST_TEST(error_of([&] { field.UserDataB(); }) == expected);
}

BOOST_FIXTURE_TEST_CASE(of_an_ended_connection_cannot_be_set, served_client) {
  joined.socket.close();
  until("Disconnected", joined.id);
  const auto expected = "126 Invalid ConnectionId.";
  BOOST_TEST(error_of([&] { field.EOL("\n"); }) == expected);
  BOOST_TEST(error_of([&] { field.EOLB(troupe::Bytes{1}); }) == expected);
  BOOST_TEST(error_of([&] { field.IdleTimeout(1); }) == expected);
  BOOST_TEST(error_of([&] { field.MaxLineLength(300); }) == expected);
  BOOST_TEST(error_of([&] { field.SingleLineMode(true); }) == expected);
  BOOST_TEST(error_of([&] { field.Timeout(1); }) == expected);
  BOOST_TEST(error_of([&] { field.UserData("x"); }) == expected);
  BOOST_TEST(error_of([&] { field.UserDataB(troupe::Bytes{1}); }) == expected);
}

BOOST_FIXTURE_TEST_CASE(can_be_read_within_the_disconnected_event, served_client) {
  field.UserData("who it was");
  std::string who;
  int port = 0;
  bool connected = true;
  events.then_disconnected = [&](troupe::DisconnectedEvent&) {
    who = field.UserData();
    port = field.RemotePort();
    connected = field.Connected();
  };
  const int expected_port = joined.socket.local_port();
  joined.socket.close();
  until("Disconnected", joined.id);
  BOOST_TEST(who == "who it was");
  BOOST_TEST(port == expected_port);
  BOOST_TEST(!connected);
}

BOOST_AUTO_TEST_SUITE_END()
