#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/starttls_server.hpp"

using namespace troupe::test;

namespace {

std::string numbers(std::size_t count) {
  std::string bytes;
  while (bytes.size() < count)
    bytes += std::to_string(bytes.size()) + ' ';
  return bytes;
}

/// A file that is larger than all buffers between a server and a client that does not read.
struct large_file : tls_server {
  temporary_folder folder;
  std::string data = numbers(20000000);
  std::string path = folder.file("data", data);

  large_file() { start(); }
  /// A client that takes little before it reads.
  joined_client join_slow() {
    auto how = over_tls();
    how.receive_buffer = 4096;
    return idle_server::join(how);
  }
  /// Ends the connection, and expects `before`, a part of the file and `after`.
  void check_cut(joined_client& one, const std::string& before, const std::string& after) {
    server.Disconnect(one.id);
    const auto all = pump_receive_until_closed(server, one.socket);
    BOOST_TEST(one.socket.error() == 0);
    BOOST_REQUIRE(all.size() >= before.size() + after.size());
    const auto part = all.size() - before.size() - after.size();
    BOOST_TEST(part < data.size());
    BOOST_TEST((all == before + data.substr(0, part) + after));
  }
};

} // namespace

// SendFile and Interrupt over TLS.
BOOST_AUTO_TEST_SUITE(ssl_files)

BOOST_FIXTURE_TEST_CASE(of_any_size_arrive_whole, large_file) {
  auto one = join();
  server.SendFile(one.id, path);
  server.Disconnect(one.id);
  BOOST_TEST((pump_receive_until_closed(server, one.socket) == data));
  BOOST_TEST(one.socket.error() == 0);
}

BOOST_FIXTURE_TEST_CASE(that_are_sent_synchronously_are_interrupted_with_10004, large_file) {
  auto one = join_slow();
  auto other = join();
  connection(one.id).Timeout(20);
  events.then_data_in = [&](troupe::DataInEvent&) { server.Interrupt(one.id); };
  other.socket.send_all("stop");
  BOOST_TEST(error_code_of([&] { server.SendFile(one.id, path); }) == 10004);
  BOOST_TEST(connection(one.id).Connected());
  connection(one.id).Timeout(0);
  server.SendText(one.id, "after");
  check_cut(one, "", "after");
}

BOOST_FIXTURE_TEST_CASE(that_are_queued_are_dropped_by_interrupt, large_file) {
  auto one = join_slow();
  server.SendText(one.id, "before");
  server.SendFile(one.id, path);
  pump(server);
  server.Interrupt(one.id);
  server.SendText(one.id, "after");
  check_cut(one, "before", "after");
}

BOOST_FIXTURE_TEST_CASE(that_wait_for_the_handshake_are_dropped_by_interrupt, starttls_server) {
  const temporary_folder folder;
  const auto path = folder.file("data", "the file");
  start();
  auto one = join_and_ask();
  server.SendText(one.id, "before ");
  server.SendFile(one.id, path);
  server.Interrupt(one.id);
  server.SendText(one.id, "after");
  one.socket.start_tls();
  BOOST_TEST(pump_receive(server, one.socket, 12) == "before after");
}

BOOST_FIXTURE_TEST_CASE(that_wait_before_start_ssl_are_dropped_by_interrupt, starttls_server) {
  const temporary_folder folder;
  const auto path = folder.file("data", "the file");
  events.then_data_in = [&](troupe::DataInEvent& e) {
    server.SendFile(e.ConnectionId, path);
    server.StartSSL(e.ConnectionId);
    server.Interrupt(e.ConnectionId);
    server.SendText(e.ConnectionId, "after");
  };
  start();
  auto one = join();
  one.socket.send_all("STARTTLS\r\n");
  until("DataIn", one.id);
  one.socket.start_tls();
  BOOST_TEST(pump_receive(server, one.socket, 5) == "after");
}

BOOST_FIXTURE_TEST_CASE(that_become_shorter_end_the_connection, large_file) {
  auto one = join_slow();
  server.SendFile(one.id, path);
  folder.file("data", "short");
  until([&] {
    one.socket.receive_available();
    return events.has("Disconnected", one.id);
  });
  BOOST_TEST(events.last("Disconnected", one.id).code != 0);
}

BOOST_AUTO_TEST_SUITE_END()
