#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/simulated_tls_server.hpp"

using namespace troupe::test;
using std::chrono::seconds;

namespace {

/// A server for one client at a time.
struct narrow_server : simulated_tls_server {
  narrow_server() {
    server.Config("MaxConnections=1");
    server.Config("MaxConnectionsPolicy=wait");
  }
  bool is_over(std::size_t count = 1) const { return events.count("Connected") == count; }
  /// Whether somebody else is served now.
  void check_place_is_free() {
    const auto before = events.count("Connected");
    auto next = connect();
    next.Send("no TLS");
    next.FinishSending();
    until([&] { return events.count("Connected") > before; });
  }
};

} // namespace

// DefaultConnectionTimeout.
BOOST_AUTO_TEST_SUITE(ssl_handshake_time)

BOOST_FIXTURE_TEST_CASE(is_ten_seconds_for_a_client_that_sends_nothing, narrow_server) {
  start();
  auto one = connect();
  pass(seconds{9});
  BOOST_TEST(!is_over());
  pass(seconds{1});
  BOOST_TEST(is_over());
  BOOST_TEST(events.last("Connected").code == 10060);
  BOOST_TEST(events.last("Connected").text == "[10060] Connection timed out.");
  BOOST_TEST(events.count("Disconnected") == 0U);
  BOOST_TEST((one.SawEnd() || one.WasReset()));
  check_place_is_free();
}

BOOST_FIXTURE_TEST_CASE(is_not_made_longer_by_a_byte_a_second, narrow_server) {
  start();
  auto one = connect();
  const auto hello = client_hello_of({});
  for (std::size_t i = 0; i < 9; ++i) {
    one.Send(hello.substr(i, 1));
    pass(seconds{1});
    BOOST_TEST(!is_over());
  }
  one.Send(hello.substr(9, 1));
  pass(seconds{1});
  BOOST_TEST(is_over());
  BOOST_TEST(events.last("Connected").code == 10060);
  check_place_is_free();
}

BOOST_FIXTURE_TEST_CASE(includes_the_wait_for_the_clients_second_flight, narrow_server) {
  server.Config("DefaultConnectionTimeout=3");
  start();
  auto one = connect();
  one.Send(client_hello_of({}));
  until([&] { return !one.Received().empty(); });
  pass(seconds{2});
  BOOST_TEST(!is_over());
  pass(seconds{1});
  BOOST_TEST(is_over());
  BOOST_TEST(events.last("Connected").code == 10060);
  check_place_is_free();
}

BOOST_FIXTURE_TEST_CASE(is_what_default_connection_timeout_says, narrow_server) {
  server.Config("DefaultConnectionTimeout=60");
  start();
  const auto one = connect();
  pass(seconds{59});
  BOOST_TEST(!is_over());
  pass(seconds{1});
  BOOST_TEST(is_over());
}

BOOST_FIXTURE_TEST_CASE(is_endless_with_a_default_connection_timeout_of_0, narrow_server) {
  server.Config("DefaultConnectionTimeout=0");
  start();
  const auto one = connect();
  simulation.Advance(std::chrono::hours{24});
  settle();
  BOOST_TEST(!is_over());
}

BOOST_FIXTURE_TEST_CASE(is_not_the_idle_timeout, narrow_server) {
  server.DefaultIdleTimeout(2);
  start();
  const auto one = connect();
  pass(seconds{9});
  BOOST_TEST(!is_over());
  pass(seconds{1});
  BOOST_TEST(is_over());
}

BOOST_FIXTURE_TEST_CASE(includes_the_wait_for_a_handler, narrow_server) {
  events.then_ssl_connection_request = [this](troupe::SSLConnectionRequestEvent&) { simulation.Advance(seconds{11}); };
  start();
  auto one = connect();
  one.Send(client_hello_of({}));
  pass(seconds{1});
  BOOST_TEST(is_over());
  BOOST_TEST(events.last("Connected").code == 10060);
}

BOOST_FIXTURE_TEST_CASE(begins_with_start_ssl, narrow_server) {
  server.SSLStartMode(troupe::sslExplicit);
  server.Config("DefaultConnectionTimeout=3");
  start();
  auto one = join();
  pass(seconds{30});
  server.StartSSL(one.id);
  pass(seconds{2});
  BOOST_TEST(events.count("Connected", one.id) == 1U);
  pass(seconds{1});
  BOOST_TEST(events.count("Connected", one.id) == 2U);
  BOOST_TEST(events.last("Connected", one.id).code == 10060);
  BOOST_TEST(events.last("Disconnected", one.id).code == 10060);
  check_place_is_free();
}

BOOST_FIXTURE_TEST_CASE(is_followed_by_the_idle_timeout, narrow_server) {
  server.DefaultIdleTimeout(2);
  start();
  auto one = connect();
  pass(seconds{5});
  memory_client client;
  shake_hands(one, client);
  BOOST_TEST(events.last("Connected").code == 0);
  pass(seconds{1});
  BOOST_TEST(events.count("Disconnected") == 0U);
  pass(seconds{1});
  BOOST_TEST(events.last("Disconnected").code == 10060);
}

BOOST_FIXTURE_TEST_CASE(of_start_ssl_is_followed_by_the_idle_timeout, narrow_server) {
  server.SSLStartMode(troupe::sslExplicit);
  server.DefaultIdleTimeout(2);
  for (const std::string limit : {"60", "0"}) {
    server.Config("DefaultConnectionTimeout=" + limit);
    if (!server.Listening())
      start();
    auto one = join();
    server.StartSSL(one.id);
    pass(seconds{5});
    memory_client client;
    shake_hands(one.socket.raw(), client);
    BOOST_TEST(events.count("Connected", one.id) == 2U);
    pass(seconds{1});
    BOOST_TEST(events.count("Disconnected", one.id) == 0U);
    pass(seconds{1});
    BOOST_TEST(events.count("Disconnected", one.id) == 1U, "with a limit of " << limit);
    one.socket.close();
    settle();
  }
}

BOOST_AUTO_TEST_SUITE_END()
