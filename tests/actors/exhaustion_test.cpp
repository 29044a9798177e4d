#include <algorithm>
#include <ctime>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <caf/send.hpp>

#include "troupe/tests/actors/server_fixture.hpp"
#include "troupe/tests/support/fixture.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

/// Leaves this process `more` descriptors to open, until the end of its life.
class descriptor_limit final {
public:
  explicit descriptor_limit(rlim_t more) {
    if (::getrlimit(RLIMIT_NOFILE, &before_) != 0)
      throw std::runtime_error{"descriptor_limit: getrlimit"};
    // The limit is one on the numbers: those that are free below the highest one in use are filled up.
    const int top = highest() + 1;
    int filler = open_anything();
    for (; filler >= 0 && filler < top; filler = open_anything())
      fillers_.push_back(filler);
    ::close(filler);
    auto lower = before_;
    lower.rlim_cur = static_cast<rlim_t>(top) + more;
    ::setrlimit(RLIMIT_NOFILE, &lower);
  }
  descriptor_limit(const descriptor_limit&) = delete;
  descriptor_limit& operator=(const descriptor_limit&) = delete;
  ~descriptor_limit() {
    ::setrlimit(RLIMIT_NOFILE, &before_);
    for (const int filler : fillers_)
      ::close(filler);
  }

private:
  static int open_anything() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }
  // Of those that are open.
  int highest() const {
    int found = static_cast<int>(std::min<rlim_t>(before_.rlim_cur, 100'000));
    while (found >= 0 && ::fcntl(found, F_GETFD) < 0)
      --found;
    return found;
  }

  rlimit before_{};
  std::vector<int> fillers_;
};

std::chrono::nanoseconds cpu_time_of_this_thread() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

} // namespace

BOOST_AUTO_TEST_SUITE(actors_exhaustion)

// Clients that need a descriptor of this very process wait in the backlog; what they are is made before.
BOOST_AUTO_TEST_CASE(without_descriptors_the_server_keeps_its_connections_does_not_spin_and_accepts_again) {
  test::started_server run;
  run.events.then_data_in = [&](DataInEvent& event) { run.server.Send(event.ConnectionId, event.TextB); };
  auto live = run.join();
  {
    // For three client ends; nothing is left to accept them with.
    const descriptor_limit limit{3};
    std::vector<test::client> waiting;
    for (int i = 0; i < 3; ++i)
      waiting.push_back(run.connect());
    run.until([&] { return run.events.has("Error"); });
    const auto cpu_before = cpu_time_of_this_thread();
    const auto begin = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - begin < 1s) {
      live.socket.send_all("ping");
      BOOST_REQUIRE(test::pump_receive(run.server, live.socket, 4) == "ping");
      for (int i = 0; i < 20; ++i)
        run.server.DoEvents();
    }
    const auto cpu = cpu_time_of_this_thread() - cpu_before;
    const auto wall = std::chrono::steady_clock::now() - begin;
    BOOST_TEST((cpu * 5 < wall), "it used " << cpu.count() << " ns of " << wall.count());
    BOOST_TEST(run.events.count("Error") == 1U);
    BOOST_TEST(run.events.last("Error").code == 10024);
    BOOST_TEST(run.events.count("Connected") == 1U);
    BOOST_TEST(run.server.Listening());
    // One descriptor comes free, for one of them.
    waiting.pop_back();
    run.until([&] { return run.events.count("Connected") >= 2; });
  }
  run.until([&] { return run.events.count("Connected") >= 4; });
  auto next = run.join();
  next.socket.send_all("pong");
  BOOST_TEST(test::pump_receive(run.server, next.socket, 4) == "pong");
}

BOOST_AUTO_TEST_CASE(the_next_time_without_descriptors_is_told_again) {
  kernel_server server;
  server.start();
  for (std::size_t episode = 1; episode <= 2; ++episode) {
    std::vector<test::client> waiting;
    {
      const descriptor_limit limit{1};
      waiting.push_back(server.connect());
      server.until([&] { return server.run.count(kind::trouble) == episode; });
      BOOST_TEST((server.run.events.of(kind::trouble).back().reason == std::errc::too_many_files_open));
      BOOST_TEST(!server.run.events.of(kind::trouble).back().stopped);
    }
    server.until([&] { return server.run.count(kind::connected) == episode; });
  }
  BOOST_TEST(server.run.count(kind::trouble) == 2U);
}

BOOST_FIXTURE_TEST_CASE(the_pauses_between_tries_grow_and_have_an_end, simulated_server) {
  start();
  network.faults().limit_descriptors(1);
  auto client = *network.connect(run.port());
  settle();
  const auto before = network.faults().operations(net::simulated_operation::accept);
  pass(10s);
  const auto tries = network.faults().operations(net::simulated_operation::accept) - before;
  // Every half second at the end: not for ever longer, and not much more often.
  BOOST_TEST(tries >= 18U);
  BOOST_TEST(tries <= 40U);
  BOOST_TEST(run.count(kind::trouble) == 1U);
  network.faults().limit_descriptors(10);
  pass(1s);
  BOOST_TEST(run.count(kind::connected) == 1U);
}

// As epoll_ctl(2) does when there are more than fs.epoll.max_user_watches.
BOOST_FIXTURE_TEST_CASE(a_loop_that_does_not_take_the_listener_is_reported_once_and_tried_again, simulated_server) {
  start();
  settle();
  for (std::size_t episode = 1; episode <= 2; ++episode) {
    throwing.accept_error = std::make_error_code(std::errc::no_space_on_device);
    caf::anon_send_exit(run.broker(), caf::exit_reason::kill);
    settle();
    auto client = *network.connect(run.port());
    pass(10s);
    BOOST_TEST_REQUIRE(run.count(kind::trouble) == episode);
    BOOST_TEST((run.events.of(kind::trouble).back().reason == std::errc::no_space_on_device));
    BOOST_TEST(!run.events.of(kind::trouble).back().stopped);
    BOOST_TEST(run.count(kind::connected) == episode - 1);
    throwing.accept_error = {};
    pass(1s);
    BOOST_TEST(run.count(kind::connected) == episode);
  }
}

BOOST_FIXTURE_TEST_CASE(a_closed_connection_lets_the_next_client_in_at_once, simulated_server) {
  start();
  network.faults().limit_descriptors(2);
  auto one = connect();
  auto two = connect();
  pass(10s);
  BOOST_TEST(run.count(kind::connected) == 1U);
  one.reset();
  settle();
  BOOST_TEST(run.count(kind::connected) == 2U);
}

BOOST_FIXTURE_TEST_CASE(stop_listening_while_it_waits_for_descriptors_ends_the_tries, simulated_server) {
  start();
  network.faults().limit_descriptors(1);
  auto client = *network.connect(run.port());
  settle();
  run.server().stop_listening();
  settle();
  const auto before = network.faults().operations(net::simulated_operation::accept);
  pass(10s);
  BOOST_TEST(network.faults().operations(net::simulated_operation::accept) == before);
  BOOST_TEST(client.was_reset());
  BOOST_TEST(network.open_sockets() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
