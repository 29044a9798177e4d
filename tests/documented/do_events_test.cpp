#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <thread>

#include <pthread.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/support/fixture.hpp"

using namespace std::chrono_literals;
using troupe::test::idle_server;
using troupe::test::started_server;

namespace {

using clock_type = std::chrono::steady_clock;

template <class Call>
clock_type::duration time_of(Call call) {
  const auto start = clock_type::now();
  call();
  return clock_type::now() - start;
}

std::atomic<troupe::TCPServer*> stopped_by_signal{nullptr};

void stop_on_signal(int) {
  stopped_by_signal.load()->Stop();
}

/// SIGUSR1 calls Stop while it lives.
class signal_stops {
public:
  explicit signal_stops(troupe::TCPServer& server) {
    stopped_by_signal = &server;
    struct sigaction action {};
    action.sa_handler = stop_on_signal;
    sigaction(SIGUSR1, &action, &before_);
  }
  signal_stops(const signal_stops&) = delete;
  signal_stops& operator=(const signal_stops&) = delete;
  ~signal_stops() { sigaction(SIGUSR1, &before_, nullptr); }

private:
  struct sigaction before_ {};
};

} // namespace

BOOST_AUTO_TEST_SUITE(do_events)

BOOST_FIXTURE_TEST_CASE(waits_do_events_wait_when_nothing_happens, started_server) {
  troupe::test::pump(server, 3);
  server.Config("DoEventsWait=200");
  BOOST_TEST((time_of([&] { server.DoEvents(); }) >= 190ms));
}

BOOST_FIXTURE_TEST_CASE(returns_after_that_wait_without_any_listener, idle_server) {
  BOOST_TEST((time_of([&] { server.DoEvents(); }) < 10s));
  BOOST_TEST(events.all().empty());
}

BOOST_FIXTURE_TEST_CASE(does_not_wait_when_something_has_happened, started_server) {
  auto one = join();
  troupe::test::pump(server, 3);
  server.Config("DoEventsWait=60000");
  one.socket.send_all("now");
  BOOST_TEST((time_of([&] { until("DataIn", one.id); }) < 30s));
}

BOOST_FIXTURE_TEST_CASE(with_do_events_wait_0_only_looks, started_server) {
  server.Config("DoEventsWait=0");
  BOOST_TEST((time_of([&] { troupe::test::pump(server, 100); }) < 10s));
  join();
}

BOOST_FIXTURE_TEST_CASE(is_needed_for_events_to_fire, started_server) {
  auto one = connect();
  one.send_all("hello");
  BOOST_TEST(events.all().empty());
  until([&] { return events.has("DataIn"); });
  for (const auto& each : events.all())
    BOOST_TEST((each.thread == std::this_thread::get_id()));
}

BOOST_FIXTURE_TEST_CASE(within_a_handler_fires_the_events_of_other_connections_only, started_server) {
  auto one = join();
  auto other = join();
  std::vector<std::string> order;
  events.then_data_in = [&](troupe::DataInEvent& e) {
    const std::string text{e.Text};
    order.push_back(text);
    if (text == "first") {
      one.socket.send_all("again");
      other.socket.send_all("meanwhile");
      until("DataIn", other.id);
      troupe::test::pump(server, 3);
    }
    order.push_back("end of " + text);
  };
  one.socket.send_all("first");
  until([&] { return order.size() == 6; });
  const std::vector<std::string> expected{"first",        "meanwhile", "end of meanwhile",
                                          "end of first", "again",     "end of again"};
  BOOST_TEST(order == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(stop_within_a_handler_ends_run, started_server) {
  events.then_data_in = [&](troupe::DataInEvent&) { server.Stop(); };
  auto one = connect();
  one.send_all("stop");
  server.Run();
  BOOST_TEST(events.has("DataIn"));
  BOOST_TEST(server.Listening());
}

BOOST_FIXTURE_TEST_CASE(stop_from_another_thread_ends_run, started_server) {
  std::thread other;
  events.then_connected = [&](troupe::ConnectedEvent&) { other = std::thread{[&] { server.Stop(); }}; };
  auto one = connect();
  server.Run();
  other.join();
  BOOST_TEST(events.has("Connected"));
}

BOOST_FIXTURE_TEST_CASE(stop_from_another_thread_ends_an_idle_run, started_server) {
  for (int round = 0; round < 50; ++round) {
    std::thread other{[&] { server.Stop(); }};
    server.Run();
    other.join();
  }
  BOOST_TEST(server.Listening());
}

BOOST_FIXTURE_TEST_CASE(stop_from_a_signal_handler_ends_run, started_server) {
  const signal_stops guard{server};
  events.then_connected = [](troupe::ConnectedEvent&) { std::raise(SIGUSR1); };
  auto one = connect();
  server.Run();
  BOOST_TEST(events.has("Connected"));
}

BOOST_FIXTURE_TEST_CASE(stop_from_a_signal_that_comes_at_any_time_ends_run, started_server) {
  const signal_stops guard{server};
  const auto runner = pthread_self();
  for (int round = 0; round < 50; ++round) {
    std::thread other{[runner] { pthread_kill(runner, SIGUSR1); }};
    server.Run();
    other.join();
  }
  BOOST_TEST(server.Listening());
}

BOOST_AUTO_TEST_CASE(stop_before_run_makes_it_return) {
  troupe::TCPServer fresh;
  fresh.Stop();
  fresh.Run();
  started_server used;
  used.server.Stop();
  used.server.Run();
  BOOST_TEST(used.server.Listening());
}

BOOST_FIXTURE_TEST_CASE(one_stop_ends_one_run, started_server) {
  server.Stop();
  server.Run();
  events.then_connected = [&](troupe::ConnectedEvent&) { server.Stop(); };
  auto one = connect();
  // Were the first Stop still in force, nobody would have connected.
  server.Run();
  BOOST_TEST(events.has("Connected"));
}

BOOST_FIXTURE_TEST_CASE(stop_leaves_connections_and_listening_alone, started_server) {
  auto one = join();
  server.Stop();
  server.Run();
  one.socket.send_all("alive");
  until([&] { return events.data(one.id) == "alive"; });
  join();
}

BOOST_AUTO_TEST_SUITE_END()
