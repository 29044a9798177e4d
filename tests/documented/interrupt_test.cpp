#include <cstddef>
#include <string>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/documented/error_of.hpp"
#include "troupe/tests/documented/simulated_server.hpp"

// The documented Interrupt, for synchronous sends that are no files (those: send_file_test.cpp).

namespace {

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;

struct waiting_server : simulated_server {
  const std::string text = std::string(100'000, 's');

  waiting_server() {
    server.Config("SendQueueLimit=4096");
    simulation.Window(1024);
    start();
  }
  // A client that doesn't read, to which sends wait.
  simulated_client join_stalled() {
    auto peer = join();
    peer.socket.stall(true);
    server.Connections(peer.id).Timeout(60);
    return peer;
  }
  // Calls Interrupt a second into the send that comes next, out of another client's DataIn.
  void interrupt_soon(std::int64_t id, simulated_client& other) {
    events.then_data_in = [this, id](DataInEvent&) { server.Interrupt(id); };
    simulation.Schedule(1s, [&other] { other.socket.send("stop it"); });
  }
};

const std::string interrupted = "10004 [10004] Interrupted system call.";

} // namespace

BOOST_AUTO_TEST_SUITE(interrupt)

BOOST_FIXTURE_TEST_CASE(ends_a_synchronous_send_that_waits_with_10004, waiting_server) {
  const auto slow = join_stalled();
  auto other = join();
  interrupt_soon(slow.id, other);
  BOOST_TEST(error_of([&] { server.Send(slow.id, text); }) == interrupted);
  interrupt_soon(slow.id, other);
  BOOST_TEST(error_of([&] { server.SendLine(slow.id, text); }) == interrupted);
  BOOST_TEST(!events.has("Disconnected"));
}

BOOST_FIXTURE_TEST_CASE(lets_what_the_send_had_queued_go_out_and_the_connection_live_on, waiting_server) {
  auto slow = join_stalled();
  auto other = join();
  interrupt_soon(slow.id, other);
  BOOST_TEST(error_of([&] { server.Send(slow.id, text); }) == interrupted);
  slow.socket.stall(false);
  server.Send(slow.id, "|and on");
  until([&] { return slow.socket.received().find("|and on") != std::string::npos; });
  const auto received = slow.socket.take();
  BOOST_TEST(received == text.substr(0, received.size() - 7) + "|and on");
  BOOST_TEST(received.size() > 4096U);
  BOOST_TEST(received.size() < text.size());
}

BOOST_FIXTURE_TEST_CASE(does_nothing_to_a_send_that_comes_later, waiting_server) {
  auto slow = join_stalled();
  server.Interrupt(slow.id);
  slow.socket.stall(false);
  server.Send(slow.id, text);
  until([&] { return slow.socket.received().size() == text.size(); });
}

BOOST_FIXTURE_TEST_CASE(leaves_the_sends_to_other_clients_alone, waiting_server) {
  auto slow = join_stalled();
  auto other = join();
  auto third = join();
  interrupt_soon(third.id, other);
  simulation.Schedule(2s, [&] { slow.socket.stall(false); });
  server.Send(slow.id, text);
  BOOST_TEST(events.data(other.id) == "stop it");
  until([&] { return slow.socket.received().size() == text.size(); });
}

BOOST_AUTO_TEST_SUITE_END()
