#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/support/fixture.hpp"
#include "troupe/tests/support/temporary_file.hpp"

// Sends with a positive Timeout: they wait until everything was sent.

namespace {

using namespace troupe;
using namespace troupe::test;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t more_than_fits = 4'000'000;

struct narrow_server : idle_server {
  narrow_server() {
    server.Config("OutBufferSize=8192");
    server.Config("SendQueueLimit=16384");
    start();
  }
  joined_client join_narrow(int timeout) {
    client::options how;
    how.receive_buffer = 8192;
    auto peer = join(how);
    connection(peer.id).Timeout(timeout);
    return peer;
  }
};

// Reads everything, on a thread of its own, as a slow or fast client on another machine would.
class reader {
public:
  explicit reader(client& from, std::size_t count) : thread_([this, &from, count] { run(from, count); }) {}
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;
  ~reader() { join(); }
  const std::string& received() {
    join();
    return received_;
  }

private:
  void run(client& from, std::size_t count) {
    try {
      received_ = from.receive(count);
    } catch (const std::exception& failure) {
      received_ = failure.what();
    }
  }
  void join() {
    if (thread_.joinable())
      thread_.join();
  }
  std::string received_;
  std::thread thread_;
};

bool timed_out(const Error& error) {
  return error.Code() == 10060;
}

} // namespace

BOOST_AUTO_TEST_SUITE(synchronous_send)

BOOST_FIXTURE_TEST_CASE(returns_when_everything_was_sent, narrow_server) {
  auto peer = join_narrow(20);
  const std::string text(more_than_fits, 's');
  reader all{peer.socket, text.size() + 2};
  server.Send(peer.id, text);
  server.SendLine(peer.id, "");
  BOOST_TEST((all.received() == text + "\r\n"));
}

BOOST_FIXTURE_TEST_CASE(returns_as_soon_as_a_small_answer_was_sent, narrow_server) {
  auto peer = join_narrow(3600);
  const temporary_folder folder;
  const auto file = folder.file("file", "abc");
  events.then_data_in = [&](DataInEvent& e) {
    if (e.Text == "file")
      server.SendFile(e.ConnectionId, file);
    else
      server.Send(e.ConnectionId, e.Text);
  };
  for (int round = 0; round < 3; ++round) {
    peer.socket.send_all("data");
    BOOST_TEST(pump_receive(server, peer.socket, 4) == "data");
    peer.socket.send_all("file");
    BOOST_TEST(pump_receive(server, peer.socket, 3) == "abc");
  }
}

BOOST_FIXTURE_TEST_CASE(leaves_bytes_sent_at_0, narrow_server) {
  auto peer = join_narrow(20);
  server.Send(peer.id, "some");
  BOOST_TEST(connection(peer.id).BytesSent() == 0);
  BOOST_TEST(pump_receive(server, peer.socket, 4) == "some");
}

BOOST_FIXTURE_TEST_CASE(takes_its_timeout_from_default_timeout, idle_server) {
  server.DefaultTimeout(3);
  start();
  const auto peer = join();
  BOOST_TEST(connection(peer.id).Timeout() == 3);
  connection(peer.id).Timeout(0);
  BOOST_TEST(connection(peer.id).Timeout() == 0);
}

BOOST_FIXTURE_TEST_CASE(throws_10060_when_nothing_moves_for_timeout_seconds, narrow_server) {
  auto peer = join_narrow(1);
  const auto start_time = steady_clock::now();
  BOOST_CHECK_EXCEPTION(server.Send(peer.id, std::string(more_than_fits, 's')), Error, timed_out);
  BOOST_TEST((steady_clock::now() - start_time >= 1s));
  BOOST_TEST(connection(peer.id).Connected());
  BOOST_TEST(connection(peer.id).BytesSent() == 0);
}

BOOST_FIXTURE_TEST_CASE(is_followed_by_ready_to_send_when_it_has_timed_out, narrow_server) {
  auto peer = join_narrow(1);
  BOOST_CHECK_EXCEPTION(server.Send(peer.id, std::string(more_than_fits, 's')), Error, timed_out);
  BOOST_TEST(!connection(peer.id).ReadyToSend());
  until([&] {
    peer.socket.receive_available();
    return events.count("ReadyToSend", peer.id) == 2; // the first one came with Connected
  });
  BOOST_TEST(connection(peer.id).ReadyToSend());
}

BOOST_FIXTURE_TEST_CASE(throws_10004_when_interrupted_though_another_send_follows, narrow_server) {
  auto slow = join_narrow(20);
  auto other = join();
  const temporary_folder folder;
  events.then_data_in = [&](DataInEvent& e) {
    if (e.ConnectionId != other.id)
      return;
    server.Interrupt(slow.id);
    connection(slow.id).Timeout(0);
    server.SendLine(slow.id, "sorry");
  };
  other.socket.send_all("now");
  BOOST_TEST(error_code_of([&] { server.SendFile(slow.id, folder.file("big", std::string(more_than_fits, 'f'))); }) ==
             10004);
}

BOOST_FIXTURE_TEST_CASE(throws_10058_when_a_handler_disconnects_before_all_was_taken, narrow_server) {
  auto slow = join_narrow(20);
  auto other = join();
  events.then_data_in = [&](DataInEvent& e) {
    if (e.ConnectionId == other.id)
      server.Disconnect(slow.id);
  };
  other.socket.send_all("now");
  BOOST_TEST(error_code_of([&] { server.Send(slow.id, std::string(more_than_fits, 's')); }) == 10058);
  // What had been taken is still delivered.
  BOOST_TEST(!pump_receive_until_closed(server, slow.socket).empty());
  until("Disconnected", slow.id);
  BOOST_TEST(events.last("Disconnected").code == 0);
}

BOOST_FIXTURE_TEST_CASE(ends_at_once_when_the_client_resets_within_its_own_event, narrow_server) {
  auto peer = join_narrow(600);
  auto other = join();
  int error = 0;
  events.then_data_in = [&](DataInEvent& e) {
    if (e.ConnectionId == other.id)
      peer.socket.reset();
    else
      error = error_code_of([&] { server.Send(peer.id, std::string(more_than_fits, 's')); });
  };
  peer.socket.send_all("ask");
  until([&] {
    other.socket.send_all("."); // noticed while the send waits
    return error != 0;
  });
  BOOST_TEST(error == 10054);
  until("Disconnected", peer.id);
  BOOST_TEST(events.last("Disconnected").code == 10054);
}

BOOST_FIXTURE_TEST_CASE(is_refused_when_too_many_wait_in_each_others_events, narrow_server) {
  // Each client's question is answered by a send that waits, and in the wait the next client asks.
  std::vector<joined_client> clients;
  int refused = 0;
  events.then_data_in = [&](DataInEvent& e) {
    const auto next = static_cast<std::size_t>(events.count("DataIn"));
    if (next < clients.size())
      clients[next].socket.send_all("next");
    if (error_code_of([&] { server.Send(e.ConnectionId, std::string(more_than_fits, 's')); }) != 1011)
      return;
    ++refused;
    // That ends the sends which wait.
    for (auto& each : clients)
      each.socket.reset();
  };
  for (int i = 0; i < 80; ++i)
    clients.push_back(join_narrow(60));
  clients.front().socket.send_all("first");
  until([&] { return refused > 0; });
  BOOST_TEST(refused == 1);
}

BOOST_FIXTURE_TEST_CASE(is_extended_by_progress, narrow_server) {
  auto slow = join_narrow(2);
  auto other = join();
  const std::string text(400'000, 's');
  std::string received;
  const auto start_time = steady_clock::now();
  auto next = start_time + 600ms;
  // Takes a bit every 600 ms: longer than Timeout in all, never that long at once. The other client's messages, one
  // after the other, are what lets this run while the send waits.
  events.then_data_in = [&](DataInEvent&) {
    if (steady_clock::now() >= start_time + 3s) {
      received += slow.socket.receive_available();
    } else if (steady_clock::now() >= next) {
      next += 600ms;
      received += slow.socket.receive_available(20'000);
    }
    other.socket.send_all(".");
  };
  other.socket.send_all(".");
  server.Send(slow.id, text);
  BOOST_TEST((steady_clock::now() - start_time >= 2s));
  events.then_data_in = [](DataInEvent&) {};
  received += pump_receive(server, slow.socket, text.size() - received.size());
  BOOST_TEST((received == text));
}

BOOST_FIXTURE_TEST_CASE(lets_events_of_other_connections_fire_meanwhile, narrow_server) {
  auto slow = join_narrow(20);
  auto other = join();
  const std::string text(more_than_fits, 's');
  bool sending = false;
  bool fired_meanwhile = false;
  // The other client's events drive the slow one, so without them this would end in a timeout.
  std::string received;
  events.then_data_in = [&](DataInEvent&) {
    fired_meanwhile = fired_meanwhile || sending;
    received += slow.socket.receive_available();
    if (sending)
      other.socket.send_all("go on");
  };
  other.socket.send_all("go");
  sending = true;
  server.Send(slow.id, text);
  sending = false;
  BOOST_TEST(fired_meanwhile);
  received += pump_receive(server, slow.socket, text.size() - received.size());
  BOOST_TEST((received == text));
}

BOOST_FIXTURE_TEST_CASE(lets_clients_connect_meanwhile, narrow_server) {
  auto slow = join_narrow(20);
  const std::string text(100'000, 's');
  std::string received;
  auto late = connect();
  events.then_connected = [&](ConnectedEvent&) { late.send_all("!"); };
  events.then_data_in = [&](DataInEvent&) {
    received += slow.socket.receive_available();
    late.send_all("!");
  };
  server.Send(slow.id, text);
  BOOST_TEST(events.count("Connected") == 2U);
  events.then_data_in = [](DataInEvent&) {};
  received += pump_receive(server, slow.socket, text.size() - received.size());
  BOOST_TEST((received == text));
}

BOOST_FIXTURE_TEST_CASE(lets_no_event_of_the_same_connection_fire_within_its_handler, narrow_server) {
  const std::string text(500'000, 's');
  int depth = 0;
  int deepest = 0;
  events.then_data_in = [&](DataInEvent& e) {
    deepest = std::max(deepest, ++depth);
    if (e.Text == "give")
      server.Send(e.ConnectionId, text);
    --depth;
  };
  server.DefaultEOL("\n");
  auto peer = join_narrow(20);
  peer.socket.send_all("give\n");
  {
    reader all{peer.socket, text.size()};
    peer.socket.send_all("two\nthree\n");
    until("DataIn", peer.id, 3);
    BOOST_TEST((all.received() == text));
  }
  BOOST_TEST(deepest == 1);
  BOOST_TEST(events.data(peer.id) == "givetwothree");
}

BOOST_FIXTURE_TEST_CASE(ends_with_the_reason_when_the_client_resets, narrow_server) {
  auto slow = join_narrow(20);
  auto other = join();
  events.then_data_in = [&](DataInEvent&) { slow.socket.reset(); };
  other.socket.send_all("now");
  BOOST_CHECK_EXCEPTION(server.Send(slow.id, std::string(more_than_fits, 's')), Error,
                        [](const Error& e) { return e.Code() == 10054; });
  until("Disconnected", slow.id);
  BOOST_TEST(events.last("Disconnected").code == 10054);
  BOOST_TEST(connection(other.id).Connected());
}

BOOST_FIXTURE_TEST_CASE(ends_with_an_error_when_the_client_is_disconnected_meanwhile, narrow_server) {
  server.Linger(false);
  auto slow = join_narrow(20);
  auto other = join();
  events.then_data_in = [&](DataInEvent&) { server.Disconnect(slow.id); };
  other.socket.send_all("now");
  BOOST_CHECK_EXCEPTION(server.Send(slow.id, std::string(more_than_fits, 's')), Error,
                        [](const Error& e) { return e.Code() > 10000 && e.Code() != 10060; });
  until("Disconnected", slow.id);
}

BOOST_AUTO_TEST_SUITE_END()
