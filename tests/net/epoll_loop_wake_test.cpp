#include <atomic>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/epoll_fixture.hpp"

namespace net = troupe::net;
using namespace net::test;

namespace {

net::event_loop* woken_by_signal = nullptr;

} // namespace

BOOST_AUTO_TEST_SUITE(epoll_loop_wake)

BOOST_FIXTURE_TEST_CASE(wake_before_a_run_ends_it_at_once, loop_fixture) {
  loop.wake();
  loop.wake();
  const auto start = net::loop_clock::now();
  BOOST_CHECK_EQUAL(loop.run_once(patience), 0U);
  BOOST_CHECK(net::loop_clock::now() - start < patience);
  BOOST_CHECK(waits());
}

BOOST_FIXTURE_TEST_CASE(every_wake_of_another_thread_is_heard, loop_fixture) {
  std::atomic<int> asked{0};
  std::atomic<int> heard{0};
  std::thread waker([&] {
    for (int i = 1; i <= 2'000; ++i) {
      asked = i;
      loop.wake();
      while (heard.load() < i)
        std::this_thread::yield();
    }
  });
  const auto start = net::loop_clock::now();
  while (heard < 2'000 && net::loop_clock::now() - start < patience) {
    loop.run_once(patience);
    heard = asked.load();
  }
  BOOST_CHECK(net::loop_clock::now() - start < patience);
  heard = 2'000;
  waker.join();
}

BOOST_FIXTURE_TEST_CASE(wakes_out_of_a_signal_handler, loop_fixture) {
  woken_by_signal = &loop;
  const auto before = std::signal(SIGUSR1, [](int) { woken_by_signal->wake(); });
  errno = EDOM;
  std::raise(SIGUSR1);
  BOOST_CHECK_EQUAL(errno, EDOM);
  std::signal(SIGUSR1, before);
  const auto start = net::loop_clock::now();
  loop.run_once(patience);
  BOOST_CHECK(net::loop_clock::now() - start < patience);
}

BOOST_FIXTURE_TEST_CASE(wake_survives_a_handler_that_throws, stream_fixture) {
  server.then_received = [] { throw std::runtime_error("handler"); };
  say(client, "hello");
  loop.wake();
  BOOST_CHECK_THROW(loop.run_once(patience), std::runtime_error);
  loop.wake();
  const auto start = net::loop_clock::now();
  loop.run_once(patience);
  BOOST_CHECK(net::loop_clock::now() - start < patience);
}

BOOST_AUTO_TEST_SUITE_END()
