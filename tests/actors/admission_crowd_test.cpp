#include <atomic>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <caf/send.hpp>

#include "troupe/tests/actors/crowd.hpp"
#include "troupe/tests/actors/server_fixture.hpp"

using namespace troupe;
using namespace troupe::actors_test;

BOOST_AUTO_TEST_SUITE(actors_admission_crowd)

BOOST_AUTO_TEST_CASE(exactly_the_limit_of_thousands_at_once_is_served_by_several_workers) {
  constexpr std::size_t limit = 500;
  constexpr std::size_t all = 2000;
  kernel_server server;
  server.run.how.threads = 4;
  server.run.how.max_connections = limit;
  server.run.then.connected = [](connection& joined) { joined.write("!"); };
  server.start();
  const auto& permits = server.run.server().context().permits;
  std::atomic<bool> over{false};
  std::atomic<bool> exceeded{false};
  std::thread watcher([&] {
    while (!over) {
      if (permits.in_use() > static_cast<std::int64_t>(limit) || server.run.connected() > limit)
        exceeded = true;
    }
  });
  {
    crowd clients{server.run.port(), all};
    server.until([&] {
      clients.look();
      return clients.served + clients.reset + clients.closed == all;
    });
    BOOST_TEST(clients.served == limit);
    BOOST_TEST(clients.reset == all - limit);
    BOOST_TEST(permits.in_use() == static_cast<std::int64_t>(limit));
    BOOST_TEST(server.run.connected() == limit);
    // All workers have got their share, nearly: they count at the same time.
    for (const auto& worker : server.run.server().context().workers)
      BOOST_TEST(worker->load() > limit / 8);
  }
  server.until([&] { return server.run.server().connections().empty(); });
  over = true;
  watcher.join();
  BOOST_TEST(!exceeded);
  BOOST_TEST(permits.in_use() == 0);
  BOOST_TEST(server.run.count(kind::connected) == limit);
  BOOST_TEST(server.run.count(kind::ended) == limit);
}

BOOST_AUTO_TEST_CASE(with_the_wait_policy_all_of_a_crowd_are_served_one_after_the_other) {
  constexpr std::size_t limit = 20;
  constexpr std::size_t all = 1000;
  kernel_server server;
  server.run.how.threads = 4;
  server.run.how.max_connections = limit;
  server.run.options.overload = actors::overload_policy::wait;
  std::atomic<std::size_t> most{0};
  server.run.then.connected = [&](connection& joined) {
    const auto now = server.run.connected();
    for (auto seen = most.load(); now > seen && !most.compare_exchange_weak(seen, now);)
      continue;
    joined.write("!");
    joined.disconnect(actors::close_how::lingering);
  };
  server.start();
  crowd clients{server.run.port(), all};
  server.until([&] {
    clients.look();
    return clients.served + clients.reset + clients.closed == all;
  });
  BOOST_TEST(clients.served == all);
  BOOST_TEST(most <= limit);
  BOOST_TEST(most > 0U);
}

// Clients are spread over the workers, and those that are on their way to a dead broker are served by the next one.
BOOST_AUTO_TEST_CASE(no_client_is_lost_between_workers_while_their_brokers_die) {
  kernel_server server;
  server.run.how.threads = 3;
  server.run.options.restarts = {1'000'000, 10s};
  std::atomic<bool> over{false};
  server.start();
  std::thread killer([&] {
    for (std::size_t round = 0; !over; ++round) {
      caf::anon_send_exit(server.run.broker(round % 3), caf::exit_reason::kill);
      std::this_thread::yield();
    }
  });
  std::vector<test::client> clients;
  constexpr std::size_t count = 300;
  for (std::size_t i = 0; i < count; ++i)
    clients.push_back(server.connect());
  server.until([&] { return server.run.count(kind::connected) == count; });
  over = true;
  killer.join();
  server.until([&] { return server.run.count(kind::ended) + server.run.connected() == count; });
  BOOST_TEST(server.run.count(kind::connected) == count);
}

BOOST_AUTO_TEST_SUITE_END()
