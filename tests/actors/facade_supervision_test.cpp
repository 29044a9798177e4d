#include <boost/test/unit_test.hpp>

#include "troupe/api/error_code.hpp"
#include "troupe/api/simulation.hpp"
#include "troupe/api/simulation_state.hpp"
#include "troupe/tests/support/event_log.hpp"
#include "troupe/tests/support/memory_faults.hpp"
#include "troupe/tests/support/pump.hpp"

using namespace troupe;

namespace {

/// A server on a simulation whose broker finds no memory to begin accepting with.
struct failing_server {
  Simulation simulation;
  test::event_log events;
  TCPServer server{simulation};

  failing_server() {
    events.attach(server);
    server.LocalPort(7);
    server.DoEvents();
  }
  void start_without_memory() {
    server.StartListening();
    simulation.Inside().network.faults().throw_in(1);
    test::pump(server);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_facade_supervision)

BOOST_FIXTURE_TEST_CASE(a_broker_that_is_replaced_goes_unnoticed, failing_server) {
  start_without_memory();
  BOOST_TEST(server.Listening());
  const auto client = simulation.Connect(7);
  test::pump_until(server, [&] { return events.has("Connected"); });
  BOOST_TEST(!events.has("Error"));
}

BOOST_FIXTURE_TEST_CASE(too_many_restarts_end_in_error_1009_and_a_server_that_does_not_listen, failing_server) {
  server.Config("RestartLimit=0");
  start_without_memory();
  BOOST_TEST(events.count("Error") == 1U);
  BOOST_TEST(events.last("Error").code == 1009);
  BOOST_TEST(!server.Listening());
  BOOST_CHECK_THROW(simulation.Connect(7), Error);
  test::pump(server, 50);
  BOOST_TEST(events.count("Error") == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_gave_up_can_be_started_again, failing_server) {
  server.Config("RestartLimit=0");
  start_without_memory();
  BOOST_TEST(!server.Listening());
  simulation.Advance(std::chrono::seconds{20});
  server.StartListening();
  test::pump(server);
  BOOST_TEST(server.Listening());
  const auto client = simulation.Connect(7);
  test::pump_until(server, [&] { return events.has("Connected"); });
}

BOOST_FIXTURE_TEST_CASE(a_server_without_memory_for_its_supervision_says_so_and_can_be_started_again, failing_server) {
  server.StartListening();
  {
    const auto first = simulation.Connect(7);
    test::pump_until(server, [&] { return events.has("ReadyToSend"); });
  }
  test::pump_until(server, [&] { return events.has("Disconnected"); });
  const auto first_id = events.last("Connected").connection_id;
  server.StopListening();
  test::pump(server);
  events.clear();
  std::size_t thrown = 0;
  server.OnError([&](ErrorEvent& e) {
    thrown = test::memory_faults::clear();
    events.then_error(e);
  });
  int code = 0;
  events.then_error = [&](ErrorEvent& e) { code = e.ErrorCode; };
  server.StartListening();
  // The broker dies; there is no memory for another one, nor for the timer that would try again.
  simulation.Inside().network.faults().throw_in(1);
  test::memory_faults::throw_in(1, 1000, 500, 10'000);
  for (int rounds = 0; rounds < 5; ++rounds)
    server.DoEvents();
  test::memory_faults::clear();
  BOOST_TEST(thrown > 0U);
  BOOST_TEST(code == 1009);
  BOOST_TEST(!server.Listening());
  BOOST_CHECK_THROW(simulation.Connect(7), Error);
  events.attach(server);
  // Not at the first try.
  simulation.Inside().network.faults().fail(net::simulated_operation::make_loop, 1, std::errc::too_many_files_open);
  BOOST_CHECK_THROW(server.StartListening(), Error);
  BOOST_TEST(!server.Listening());
  BOOST_TEST(server.Connections().empty());
  server.StopListening();
  server.StartListening();
  BOOST_TEST(server.Listening());
  const auto next = simulation.Connect(7);
  test::pump_until(server, [&] { return events.has("Connected"); });
  BOOST_TEST(events.last("Connected").connection_id == first_id + 1);
}

BOOST_AUTO_TEST_SUITE_END()
