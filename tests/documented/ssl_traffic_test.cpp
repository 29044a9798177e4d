#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/tls_server.hpp"

using namespace troupe::test;

namespace {

std::string pattern(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t i = 0; i < count; ++i)
    bytes[i] = static_cast<char>(i * 131 + (i >> 8U));
  return bytes;
}

/// Threads that send and receive at the same time as the clients' own.
struct working_server : tls_server {
  explicit working_server(int threads = 4) { server.Config("WorkerThreads=" + std::to_string(threads)); }
};

struct echoing_server : working_server {
  echoing_server() {
    events.then_data_in = [this](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
    server.DefaultTimeout(20);
    start();
  }
};

} // namespace

// What is sent and received over TLS, beside the suites that are run over it again.
BOOST_AUTO_TEST_SUITE(ssl_traffic)

BOOST_AUTO_TEST_CASE(serves_many_clients_at_once_on_several_threads) {
  echoing_server one;
  std::vector<client> clients;
  for (int i = 0; i < 200; ++i)
    clients.push_back(one.connect());
  for (auto& each : clients)
    each.send_all("hello " + std::to_string(each.local_port()));
  for (auto& each : clients) {
    const auto expected = "hello " + std::to_string(each.local_port());
    BOOST_TEST(each.receive(expected.size()) == expected);
  }
  BOOST_TEST(one.server.Connections().size() == 200U);
}

BOOST_AUTO_TEST_CASE(brings_large_data_both_ways_at_once) {
  echoing_server one;
  const auto data = pattern(4000000);
  auto socket = one.connect();
  std::string echoed;
  std::size_t sent = 0;
  const auto end = std::chrono::steady_clock::now() + patience;
  while (echoed.size() < data.size() && std::chrono::steady_clock::now() < end) {
    sent += socket.send_some(std::string_view{data}.substr(sent));
    echoed += socket.receive_available(data.size() - echoed.size());
  }
  BOOST_TEST((echoed == data));
}

BOOST_AUTO_TEST_CASE(keeps_the_pieces_of_several_threads_whole) {
  working_server one;
  one.start();
  auto joined = one.join();
  one.connection(joined.id).Timeout(20);
  constexpr std::size_t size = 5000;
  constexpr int pieces = 100;
  std::vector<std::thread> senders;
  std::atomic<int> failures{0};
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    senders.emplace_back([&, letter] {
      try {
        for (int i = 0; i < pieces; ++i)
          one.server.SendText(joined.id, std::string(size, letter));
      } catch (...) {
        ++failures;
      }
    });
  }
  const auto received = joined.socket.receive(4 * pieces * size);
  for (auto& each : senders)
    each.join();
  BOOST_TEST(failures == 0);
  for (const char letter : {'a', 'b', 'c', 'd'})
    BOOST_TEST(std::count(received.begin(), received.end(), letter) == static_cast<long>(pieces * size));
}

BOOST_AUTO_TEST_CASE(brings_files_among_other_data_in_order) {
  const temporary_folder folder;
  const auto data = pattern(1000000);
  const auto path = folder.file("data", data);
  working_server one;
  one.start();
  auto joined = one.join();
  one.connection(joined.id).Timeout(20);
  std::thread sender{[&] {
    one.server.SendText(joined.id, "before");
    one.server.SendFile(joined.id, path);
    one.server.SendText(joined.id, "after");
  }};
  const auto received = joined.socket.receive(6 + data.size() + 5);
  sender.join();
  BOOST_TEST((received == "before" + data + "after"));
}

BOOST_FIXTURE_TEST_CASE(brings_many_small_sends, started_tls_server) {
  auto one = join();
  std::string all;
  for (int i = 0; i < 1000; ++i) {
    const auto piece = "piece " + std::to_string(i) + ';';
    server.SendText(one.id, piece);
    all += piece;
  }
  BOOST_TEST((pump_receive(server, one.socket, all.size()) == all));
}

BOOST_FIXTURE_TEST_CASE(counts_the_bytes_of_the_application, started_tls_server) {
  auto one = join();
  server.SendText(one.id, "hello");
  BOOST_TEST(connection(one.id).BytesSent() == 5);
}

BOOST_FIXTURE_TEST_CASE(delivers_what_a_client_sends_and_goes, started_tls_server) {
  for (const int version : {0x0303, 0x0304}) {
    tls_options how;
    how.least = how.most = version;
    auto one = connect(how);
    const auto before = events.count("Disconnected");
    one.send_all("hello and goodbye");
    one.shutdown_write();
    until_ended(before + 1);
    const auto last = events.last("Disconnected");
    BOOST_TEST(last.code == 0);
    BOOST_TEST(events.data(last.connection_id) == "hello and goodbye");
  }
}

BOOST_FIXTURE_TEST_CASE(answers_a_client_that_has_said_goodbye, tls_server) {
  events.then_data_in = [this](troupe::DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
  start();
  auto one = connect();
  one.send_all("hello");
  one.shutdown_write();
  BOOST_TEST(pump_receive_until_closed(server, one) == "hello");
  BOOST_TEST(one.error() == 0);
}

BOOST_FIXTURE_TEST_CASE(sends_everything_before_a_disconnect_and_says_goodbye, started_tls_server) {
  auto one = join();
  const auto data = pattern(200000);
  server.Send(one.id, data);
  server.Disconnect(one.id);
  BOOST_TEST((pump_receive_until_closed(server, one.socket) == data));
  // A close_notify came: no truncation.
  BOOST_TEST(one.socket.error() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
