#include <atomic>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/actors/server_fixture.hpp"

using namespace troupe;
using namespace troupe::actors_test;

namespace {

/// Many clients that connect at once, each at its own pace.
class crowd final {
public:
  crowd(std::uint16_t port, std::size_t count) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (std::size_t i = 0; i < count; ++i) {
      members_.push_back({::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), POLLOUT, 0});
      if (members_.back().fd < 0)
        throw std::runtime_error{"crowd: socket"};
      // In progress, or done.
      static_cast<void>(::connect(members_.back().fd, reinterpret_cast<const sockaddr*>(&to), sizeof to));
    }
  }
  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;
  ~crowd() {
    for (const auto& one : members_)
      ::close(one.fd);
  }

  /// Reads what has come; how many have been answered, and how many turned away.
  void look() {
    for (auto& one : members_) {
      if (one.events == 0)
        continue;
      char byte = 0;
      const auto count = ::recv(one.fd, &byte, 1, 0);
      if (count == 1)
        ++served;
      else if (count < 0 && (errno == EAGAIN || errno == ENOTCONN || errno == EINPROGRESS))
        continue;
      else
        ++(count < 0 && errno == ECONNRESET ? reset : closed);
      one.events = 0;
    }
  }

  std::size_t served = 0;
  std::size_t reset = 0;
  std::size_t closed = 0;

private:
  std::vector<pollfd> members_;
};

struct limited_server : simulated_server {
  limited_server() { run.how.max_connections = 2; }
};

} // namespace

BOOST_AUTO_TEST_SUITE(actors_admission)

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
    // All workers have got their share.
    for (const auto& worker : server.run.server().context().workers)
      BOOST_TEST(worker->load() == limit / 4);
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

BOOST_FIXTURE_TEST_CASE(a_client_beyond_the_limit_is_reset, limited_server) {
  start();
  auto one = connect();
  auto two = connect();
  auto three = connect();
  BOOST_TEST(three.was_reset());
  BOOST_TEST(run.count(kind::connected) == 2U);
  // Nobody asks about a client that can't be served anyway.
  BOOST_TEST(run.count(kind::request) == 2U);
  one.close();
  settle();
  auto four = connect();
  BOOST_TEST(!four.was_reset());
  BOOST_TEST(run.count(kind::connected) == 3U);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_the_application_refuses_takes_no_permit, limited_server) {
  run.then.request = [&](const net::endpoint&, bool) { return run.count(kind::request) > 5; };
  start();
  std::vector<net::simulated_peer> refused;
  for (int i = 0; i < 5; ++i) {
    refused.push_back(connect());
    BOOST_TEST(refused.back().saw_end());
  }
  auto one = connect();
  auto two = connect();
  BOOST_TEST(run.count(kind::connected) == 2U);
  BOOST_TEST(run.server().context().permits.in_use() == 2);
}

BOOST_FIXTURE_TEST_CASE(the_refusal_text_is_delivered_and_the_connection_closed, limited_server) {
  run.options.refusal = "come back later\r\n";
  start();
  auto one = connect();
  auto two = connect();
  auto three = connect();
  three.send("is anybody there?");
  settle();
  BOOST_TEST(three.take() == "come back later\r\n");
  BOOST_TEST(three.saw_end());
  BOOST_TEST(!three.was_reset());
  BOOST_TEST(run.count(kind::connected) == 2U);
  pass(5s);
  BOOST_TEST(network.open_sockets() == 3U);
}

BOOST_FIXTURE_TEST_CASE(a_refused_client_that_hangs_up_first_leaves_nothing_behind, limited_server) {
  run.options.refusal = "no";
  start();
  auto one = connect();
  auto two = connect();
  for (int i = 0; i < 3; ++i) {
    auto three = connect();
    BOOST_TEST(three.take() == "no");
  }
  settle();
  BOOST_TEST(network.open_sockets() == 3U);
}

BOOST_FIXTURE_TEST_CASE(only_so_many_clients_are_told_why_at_the_same_time, limited_server) {
  run.options.refusal = "no";
  run.how.max_connections = 0;
  start();
  std::vector<net::simulated_peer> clients;
  for (int i = 0; i < 300; ++i)
    clients.push_back(*network.connect(run.port()));
  settle();
  const auto told = std::count_if(clients.begin(), clients.end(), [](auto& one) { return one.received() == "no"; });
  BOOST_TEST(told == 256);
  BOOST_TEST(std::count_if(clients.begin(), clients.end(), [](auto& one) { return one.was_reset(); }) == 44);
}

BOOST_FIXTURE_TEST_CASE(waiting_clients_are_served_in_order_as_others_leave, limited_server) {
  run.options.overload = actors::overload_policy::wait;
  run.then.connected = [](connection& joined) { joined.write("hello"); };
  start();
  std::vector<net::simulated_peer> clients;
  for (int i = 0; i < 6; ++i)
    clients.push_back(*network.connect(run.port()));
  settle();
  for (std::size_t first = 0; first < 6; first += 2) {
    for (std::size_t i = 0; i < 6; ++i)
      BOOST_TEST(clients[i].received() == (i < first + 2 ? "hello" : ""));
    BOOST_TEST(run.server().context().permits.in_use() == 2);
    clients[first].close();
    clients[first + 1].reset();
    settle();
  }
  BOOST_TEST(run.server().context().permits.in_use() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_raised_limit_lets_waiting_clients_in, limited_server) {
  run.options.overload = actors::overload_policy::wait;
  start();
  std::vector<net::simulated_peer> clients;
  for (int i = 0; i < 6; ++i)
    clients.push_back(connect());
  BOOST_TEST(run.count(kind::connected) == 2U);
  run.server().context().permits.limit(5);
  settle();
  BOOST_TEST(run.count(kind::connected) == 5U);
}

BOOST_FIXTURE_TEST_CASE(a_lowered_limit_ends_nobody, limited_server) {
  start();
  auto one = connect();
  auto two = connect();
  run.server().context().permits.limit(1);
  one.close();
  settle();
  auto three = connect();
  BOOST_TEST(three.was_reset());
  BOOST_TEST(run.count(kind::ended) == 1U);
  two.close();
  settle();
  auto four = connect();
  BOOST_TEST(run.count(kind::connected) == 3U);
}

BOOST_FIXTURE_TEST_CASE(waiting_clients_are_refused_when_it_stops_listening, limited_server) {
  run.options.overload = actors::overload_policy::wait;
  start();
  auto one = connect();
  auto two = connect();
  // One of these may have been accepted without a permit.
  run.server().context().permits.limit(1);
  auto three = connect();
  auto four = connect();
  run.server().stop_listening();
  settle();
  BOOST_TEST(three.was_reset());
  BOOST_TEST(four.was_reset());
  BOOST_TEST(run.count(kind::connected) == 2U);
  // And it goes on as usual when it listens again.
  run.listen();
  auto five = connect();
  one.close();
  two.close();
  settle();
  BOOST_TEST(run.count(kind::connected) == 3U);
}

// A handler of a request may run the loop: the clients that waited are asked about outside of the broker's turn.
BOOST_FIXTURE_TEST_CASE(the_request_event_of_a_client_that_waited_may_run_the_loop, limited_server) {
  run.how.max_connections = 1;
  run.options.overload = actors::overload_policy::wait;
  run.then.data = [](connection& to, const net::frame& what) { to.write(what.text); };
  net::simulated_peer* other = nullptr;
  run.then.request = [&](const net::endpoint&, bool accept) {
    if (run.count(kind::request) == 2) {
      // A turn of the broker's that may not run inside another one of it.
      run.server().context().permits.limit(3);
      other->send("during the request");
      for (int i = 0; i < 10; ++i)
        run.home().run_once({});
    }
    return accept;
  };
  start();
  auto one = connect();
  auto two = connect();
  auto three = connect();
  other = &one;
  run.server().context().permits.limit(2);
  settle();
  BOOST_TEST(one.take() == "during the request");
  BOOST_TEST(run.count(kind::connected) == 3U);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_waits_survives_the_death_of_its_broker, limited_server) {
  run.how.max_connections = 1;
  run.options.overload = actors::overload_policy::wait;
  start();
  auto one = connect();
  auto two = connect();
  auto three = connect();
  caf::anon_send_exit(run.broker(), caf::exit_reason::kill);
  settle();
  BOOST_TEST(one.saw_end());
  BOOST_TEST(!two.was_reset());
  BOOST_TEST(run.count(kind::connected) == 2U);
  two.close();
  settle();
  BOOST_TEST(run.count(kind::connected) == 3U);
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
