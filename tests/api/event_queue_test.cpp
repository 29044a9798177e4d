#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"
#include "troupe/tests/support/memory_faults.hpp"

using namespace troupe;
using test::memory_faults;

namespace {

constexpr int connection_aborted = 10053;

struct queue_server : test::started_server {
  ~queue_server() { memory_faults::clear(); }

  void serves_others() {
    events.then_data_in = [&](DataInEvent& e) { server.Send(e.ConnectionId, e.TextB); };
    events.then_connected = [](ConnectedEvent&) {};
    auto next = join();
    next.socket.send_all("echo\n");
    BOOST_TEST(test::pump_receive(server, next.socket, 4) == "echo");
  }
  /// The connection ended because of what was thrown, and the server goes on.
  void ended(const test::joined_client& peer) {
    until("Disconnected", peer.id);
    BOOST_TEST(events.last("Disconnected", peer.id).code == connection_aborted);
    BOOST_TEST(events.count("Disconnected", peer.id) == 1U);
    BOOST_TEST(events.count("Error", peer.id) == 1U);
    BOOST_TEST(events.lines(peer.id).back().rfind("Disconnected", 0) == 0U);
    BOOST_TEST(!server.Connections().contains(peer.id));
    serves_others();
  }
};

/// Throws, and nobody has memory from then on.
[[noreturn]] void throw_without_memory(std::size_t allocations) {
  const std::runtime_error failure{"a text that is too long to be kept without an allocation"};
  memory_faults::throw_in(1, allocations);
  throw failure; // NOLINT(misc-throw-by-value-catch-by-reference): made while there was memory
}

} // namespace

BOOST_AUTO_TEST_SUITE(event_queue)

BOOST_FIXTURE_TEST_CASE(a_handlers_exception_ends_its_connection_when_there_is_no_memory_for_the_text, queue_server) {
  events.then_data_in = [](DataInEvent&) { throw_without_memory(1); };
  auto peer = join();
  peer.socket.send_all("x\n");
  ended(peer);
  BOOST_TEST(events.last("Error", peer.id).code == 1008);
}

BOOST_FIXTURE_TEST_CASE(a_handlers_exception_ends_its_connection_with_every_allocation_failing, queue_server) {
  server.OnDataIn([](DataInEvent&) { throw_without_memory(1'000'000); });
  server.OnError([&](ErrorEvent& e) {
    const bool has_text = !e.Description.empty();
    memory_faults::clear();
    BOOST_TEST(has_text);
    events.then_error(e);
    memory_faults::throw_always();
  });
  std::size_t thrown = 0;
  server.OnDisconnected([&](DisconnectedEvent& e) {
    thrown = memory_faults::clear();
    BOOST_TEST(e.StatusCode == connection_aborted);
    BOOST_TEST(!e.Description.empty());
    events.then_disconnected(e);
  });
  int errors = 0;
  int ends = 0;
  events.then_error = [&](ErrorEvent&) { ++errors; };
  events.then_disconnected = [&](DisconnectedEvent&) { ++ends; };
  auto peer = join();
  peer.socket.send_all("x\n");
  until([&] { return ends == 1; });
  BOOST_TEST(thrown > 0U);
  BOOST_TEST(errors == 1);
  BOOST_TEST(server.Connections().empty());
  events.attach(server);
  serves_others();
}

BOOST_FIXTURE_TEST_CASE(a_line_that_cannot_be_decoded_ends_its_connection_instead_of_being_lost, queue_server) {
  server.Config("CodePage=1252");
  server.DefaultSingleLineMode(true);
  auto peer = join();
  peer.socket.send_all("first\n");
  until("DataIn", peer.id);
  peer.socket.send_all(std::string(500, 'x') + "\nsecond\nthird\n");
  // The text of a line is the one thing of that size.
  memory_faults::throw_in(1, 1, 500, 4000);
  until("Disconnected", peer.id);
  BOOST_TEST(memory_faults::clear() == 1U);
  BOOST_TEST(events.data(peer.id) == "first");
  BOOST_TEST(events.last("Error", peer.id).code == 10055);
  ended(peer);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_cannot_be_asked_about_for_lack_of_memory_is_refused_alone, queue_server) {
  auto other = join();
  server.OnConnectionRequest([&](ConnectionRequestEvent&) { throw_without_memory(1); });
  auto refused = connect();
  until([&] {
    refused.receive_available();
    return refused.closed();
  });
  server.OnConnectionRequest(nullptr);
  BOOST_TEST(events.count("Disconnected", other.id) == 0U);
  serves_others();
}

BOOST_AUTO_TEST_CASE(a_worker_thread_survives_a_handlers_exception_without_memory) {
  test::event_log events;
  TCPServer server;
  events.attach(server);
  server.Config("DoEventsWait=5");
  server.Config("WorkerThreads=1");
  server.LocalHost("127.0.0.1");
  events.then_data_in = [&](DataInEvent& e) {
    if (e.Text == "fail")
      throw_without_memory(1);
    server.Send(e.ConnectionId, e.TextB);
  };
  server.StartListening();
  // Out of a completion of the loop, and out of a message from this thread.
  for (const bool paused : {false, true}) {
    events.clear();
    test::client unlucky{server.LocalPort()};
    test::pump_until(server, [&] { return events.has("ReadyToSend"); });
    const auto id = events.last("ReadyToSend").connection_id;
    if (paused)
      server.PauseData(id);
    unlucky.send_all("fail");
    if (paused)
      server.ProcessData(id);
    test::pump_until(server, [&] { return events.has("Disconnected"); });
    BOOST_TEST(events.last("Disconnected").code == connection_aborted);
    BOOST_TEST(events.last("Error").code == 1008);
  }
  test::client next{server.LocalPort()};
  next.send_all("echo");
  BOOST_TEST(next.receive(4) == "echo");
}

BOOST_AUTO_TEST_SUITE_END()
