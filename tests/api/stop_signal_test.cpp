#include <atomic>
#include <chrono>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "troupe/api/stop_signal.hpp"
#include "troupe/api/tcp_server.hpp"

using namespace std::chrono_literals;
using troupe::stop_signal;

BOOST_AUTO_TEST_SUITE(stopping)

BOOST_AUTO_TEST_CASE(is_taken_once_however_often_it_was_raised) {
  stop_signal signal;
  BOOST_TEST(!signal.take());
  signal.raise();
  signal.raise();
  BOOST_TEST(signal.take());
  BOOST_TEST(!signal.take());
}

BOOST_AUTO_TEST_CASE(ends_a_wait_that_begins_later) {
  stop_signal signal;
  signal.raise();
  const auto start = std::chrono::steady_clock::now();
  signal.wait(1h);
  BOOST_TEST((std::chrono::steady_clock::now() - start < 30s));
}

BOOST_AUTO_TEST_CASE(ends_a_wait_that_has_begun) {
  stop_signal signal;
  std::thread other{[&] { signal.raise(); }};
  signal.wait(1h);
  other.join();
  BOOST_TEST(signal.take());
}

BOOST_AUTO_TEST_CASE(a_wait_has_an_end) {
  stop_signal signal;
  const auto start = std::chrono::steady_clock::now();
  signal.wait(20ms);
  BOOST_TEST((std::chrono::steady_clock::now() - start >= 20ms));
  BOOST_TEST(!signal.take());
}

// The engine starts with Run: Stop comes before, meanwhile or after.
BOOST_AUTO_TEST_CASE(no_stop_is_lost_while_the_engine_starts) {
  for (int round = 0; round < 200; ++round) {
    troupe::TCPServer server;
    if (round % 2 == 0)
      server.Config("WorkerThreads=1");
    std::atomic<bool> go{false};
    std::thread other{[&] {
      while (!go)
        std::this_thread::yield();
      server.Stop();
    }};
    go = true;
    server.Run();
    other.join();
  }
}

BOOST_AUTO_TEST_CASE(may_be_raised_all_the_time_while_engines_are_replaced) {
  troupe::TCPServer server;
  server.LocalHost("127.0.0.1");
  server.Config("DoEventsWait=0");
  std::atomic<bool> over{false};
  std::thread other{[&] {
    while (!over)
      server.Stop();
  }};
  for (int round = 0; round < 50; ++round) {
    server.Config(round % 2 == 0 ? "WorkerThreads=1" : "WorkerThreads=0");
    server.StartListening();
    server.DoEvents();
    server.StopListening();
  }
  over = true;
  other.join();
  server.Run();
  BOOST_TEST(!server.Listening());
}

BOOST_AUTO_TEST_SUITE_END()
