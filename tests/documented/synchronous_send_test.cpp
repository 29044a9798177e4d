#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/narrow_server.hpp"
#include "troupe/tests/support/temporary_file.hpp"

using namespace troupe;
using namespace troupe::test;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

// Sends with a positive Timeout: they wait until everything was sent.
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
