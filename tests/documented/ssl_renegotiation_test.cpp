#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/asking_server.hpp"

using namespace troupe::test;

namespace {

tls_options old_version() {
  tls_options how;
  how.least = how.most = 0x0303;
  return how;
}

/// Begins a new handshake; the first one must be over for the client, too.
void renegotiate(idle_server& server, joined_client& one) {
  server.until([&] { return one.socket.tls()->complete(); });
  one.socket.tls()->renegotiate();
}

} // namespace

// SSLEnableRenegotiation.
BOOST_AUTO_TEST_SUITE(ssl_renegotiation)

BOOST_FIXTURE_TEST_CASE(is_refused_by_default_and_harms_only_who_asks, started_tls_server) {
  auto one = join(old_version());
  auto other = join(old_version());
  renegotiate(*this, one);
  // It gets the alert no_renegotiation, which ends it: its own choice (RFC 5246, 7.2.2).
  until([&] {
    one.socket.receive_available();
    return one.socket.tls()->failed() || one.socket.closed();
  });
  BOOST_TEST(one.socket.tls()->renegotiated() == 0);
  other.socket.send_all("still here");
  until([&] { return events.data(other.id) == "still here"; });
}

BOOST_FIXTURE_TEST_CASE(goes_on_with_the_connection_when_it_is_enabled, tls_server) {
  events.then_data_in = [this](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
  server.Config("SSLEnableRenegotiation=True");
  start();
  auto one = join(old_version());
  for (int round = 1; round <= 3; ++round) {
    one.socket.send_all("before");
    BOOST_TEST(pump_receive(server, one.socket, 6) == "before");
    renegotiate(*this, one);
    until([&] {
      one.socket.receive_available();
      return one.socket.tls()->renegotiated() == round;
    });
    one.socket.send_all("after");
    BOOST_TEST(pump_receive(server, one.socket, 5) == "after");
  }
  // For the application it is the same connection.
  BOOST_TEST(events.count("SSLConnectionRequest", one.id) == 1U);
  BOOST_TEST(events.count("Connected", one.id) == 1U);
  BOOST_TEST(!events.has("Disconnected"));
}

BOOST_FIXTURE_TEST_CASE(brings_what_is_sent_meanwhile, tls_server) {
  server.Config("SSLEnableRenegotiation=True");
  start();
  auto one = join(old_version());
  renegotiate(*this, one);
  const std::string text(50000, 'x');
  server.SendText(one.id, text);
  std::string received;
  until([&] {
    received += one.socket.receive_available();
    return received.size() >= text.size() && one.socket.tls()->renegotiated() == 1;
  });
  BOOST_TEST((received == text));
}

BOOST_FIXTURE_TEST_CASE(that_is_never_finished_ends_the_connection_when_too_much_waits_for_it, tls_server) {
  server.Config("SSLEnableRenegotiation=True");
  server.Config("LogSSLPackets=True");
  server.Config("SendQueueLimit=4000000");
  start();
  auto one = join(old_version());
  const auto offers = [this] {
    const auto lines = events.of("SSLStatus");
    return std::count_if(lines.begin(), lines.end(),
                         [](const auto& line) { return line.text.find("ClientHello (") != std::string::npos; });
  };
  const auto before = offers();
  BOOST_TEST_REQUIRE(before > 0);
  renegotiate(*this, one);
  // From here on the client reads nothing.
  until([&] { return offers() > before; });
  const std::string text(65536, 'x');
  for (int i = 0; i < 20; ++i)
    server.SendText(one.id, text);
  until([&] { return events.has("Disconnected"); });
  const auto end = events.last("Disconnected");
  BOOST_TEST(end.code == 283);
  BOOST_TEST(end.text.find("Error encrypting data") != std::string::npos, end.text);
}

BOOST_FIXTURE_TEST_CASE(asks_the_application_about_a_client_only_once, asking_server) {
  server.Config("SSLEnableRenegotiation=True");
  auto one = join(as(known_client(), 0x0303));
  renegotiate(*this, one);
  until([&] {
    one.socket.receive_available();
    return one.socket.tls()->renegotiated() == 1;
  });
  one.socket.send_all("still me");
  until([&] { return events.data(one.id) == "still me"; });
  BOOST_TEST(events.count("SSLClientAuthentication", one.id) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
