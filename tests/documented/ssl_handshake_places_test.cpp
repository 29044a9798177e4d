#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/crowded_server.hpp"

using namespace troupe::test;

namespace {

/// The same, of connections that begin in plain text.
struct crowded_starttls_server : crowded_server {
  crowded_starttls_server() { server.SSLStartMode(troupe::sslExplicit); }
  simulated_client join_and_stall() {
    auto one = join();
    server.StartSSL(one.id);
    one.socket.send(client_hello_of({}));
    settle();
    return one;
  }
};

/// A server on sockets whose SSLStatus counts the handshakes under way.
struct counting_server : tls_server {
  std::atomic<int> under_way{0};
  std::atomic<int> most{0};

  counting_server() {
    events.then_ssl_status = [this](troupe::SSLStatusEvent& e) {
      if (e.Message == "Handshake started")
        most = std::max(most.load(), ++under_way);
      else if (e.Message.rfind("Handshake complete", 0) == 0 || e.Message.rfind("Handshake failed", 0) == 0)
        --under_way;
    };
  }
};

} // namespace

// MaxHandshakes: the places there are.
BOOST_AUTO_TEST_SUITE(ssl_handshake_places)

BOOST_FIXTURE_TEST_CASE(is_one_for_start_ssl_too, crowded_starttls_server) {
  start();
  auto first = join_and_stall();
  auto second = join_and_stall();
  auto third = join();
  server.StartSSL(third.id);
  memory_client client;
  BOOST_TEST(!go_on(third.socket.raw(), client));
  server.Disconnect(first.id);
  BOOST_TEST(go_on(third.socket.raw(), client));
  third.socket.send(client.take());
  settle();
  BOOST_TEST(events.count("Connected", third.id) == 2U);
  auto fourth = join_and_stall();
  BOOST_TEST(begun().back() == fourth.id);
}

BOOST_FIXTURE_TEST_CASE(keeps_no_more_of_those_who_wait_than_a_client_hello, tls_server) {
  server.Config("MaxHandshakes=1");
  start();
  auto first = connect_plain();
  first.send_all(client_hello_of({}));
  until([&] { return !events.of("SSLConnectionRequest").empty(); });
  auto second = connect_plain();
  second.send_all(std::string(40000, '\x16'));
  until_ended();
  BOOST_TEST(events.last("Connected").text ==
             "Error during handshake: what the client sent first is no ClientHello: it is too long");
  BOOST_TEST(events.last("Connected").code == 276);
  BOOST_TEST(events.count("SSLConnectionRequest") == 1U);
}

BOOST_FIXTURE_TEST_CASE(is_never_larger_than_the_places, counting_server) {
  server.Config("MaxHandshakes=3");
  server.Config("DefaultConnectionTimeout=60");
  start();
  std::vector<client> clients;
  for (int i = 0; i < 30; ++i)
    clients.push_back(connect());
  until([&] { return events.count("Connected") == 30; });
  BOOST_TEST(failed_first() == 0U);
  BOOST_TEST(most <= 3);
  BOOST_TEST(under_way == 0);
}

BOOST_FIXTURE_TEST_CASE(has_places_of_its_own_on_each_worker, counting_server) {
  server.Config("WorkerThreads=2");
  server.Config("MaxHandshakes=4");
  start();
  std::vector<client> stalled;
  for (int i = 0; i < 20; ++i) {
    stalled.push_back(connect_plain());
    stalled.back().send_all(client_hello_of({}));
  }
  until([&] { return progress().size() >= 20 && under_way == 8; });
  std::vector<client> clients;
  for (int i = 0; i < 10; ++i)
    clients.push_back(connect());
  BOOST_TEST(events.count("Connected") == 0U);
  for (auto& each : stalled)
    each.reset();
  until([&] { return events.count("Connected") == 30; });
  BOOST_TEST(failed_first() == 20U);
  BOOST_TEST(most <= 8);
}

BOOST_AUTO_TEST_SUITE_END()
