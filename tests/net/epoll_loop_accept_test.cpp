#include <fcntl.h>
#include <sys/resource.h>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/net/epoll_fixture.hpp"

namespace net = troupe::net;
using namespace net::test;

namespace {

/// Leaves the process no descriptor to open, until it ends.
class descriptor_famine {
public:
  descriptor_famine() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    // The lowest free number; none above it is free to be given out.
    const net::descriptor lowest(::fcntl(0, F_DUPFD_CLOEXEC, 0));
    set(static_cast<rlim_t>(lowest.get()));
  }
  descriptor_famine(const descriptor_famine&) = delete;
  descriptor_famine& operator=(const descriptor_famine&) = delete;
  ~descriptor_famine() { set(before_.rlim_cur); }

private:
  void set(rlim_t most) const {
    const rlimit limit{most, before_.rlim_max};
    BOOST_REQUIRE_EQUAL(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  }

  rlimit before_{};
};

struct accept_fixture : loop_fixture {
  std::vector<net::descriptor> clients;

  accept_fixture() { BOOST_REQUIRE(!loop.accept(listener.socket, accepted)); }

  void connect(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      clients.push_back(connect_to(listener.local));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(epoll_loop_accept, accept_fixture)

BOOST_AUTO_TEST_CASE(accepts_with_the_clients_endpoint) {
  connect(1);
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_REQUIRE_EQUAL(accepted.sockets.size(), 1U);
  BOOST_CHECK(::fcntl(accepted.sockets[0].get(), F_GETFL) & O_NONBLOCK);
  BOOST_CHECK(::fcntl(accepted.sockets[0].get(), F_GETFD) & FD_CLOEXEC);
  sockaddr_storage local{};
  socklen_t size = sizeof local;
  ::getsockname(clients[0].get(), reinterpret_cast<sockaddr*>(&local), &size);
  BOOST_CHECK(accepted.remotes[0] == net::endpoint(local));
}

BOOST_AUTO_TEST_CASE(accepts_in_bounded_batches) {
  connect(150);
  BOOST_CHECK_EQUAL(loop.run_once(patience), 64U);
  BOOST_CHECK_EQUAL(loop.run_once(patience), 64U);
  BOOST_CHECK_EQUAL(loop.run_once(patience), 22U);
  BOOST_CHECK(waits());
}

BOOST_AUTO_TEST_CASE(listener_is_accepted_from_once_a_loop) {
  BOOST_CHECK(loop.accept(listener.socket, accepted) == std::errc::file_exists);
  BOOST_CHECK(loop.accept(-1, accepted) == std::errc::bad_file_descriptor);
}

BOOST_AUTO_TEST_CASE(handler_may_stop_within_a_batch_and_clients_wait_in_the_backlog) {
  connect(3);
  accepted.then = [&] { loop.stop_accepting(listener.socket); };
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_CHECK(waits());
  BOOST_CHECK_EQUAL(accepted.sockets.size(), 1U);
  accepted.then = [] {};
  BOOST_REQUIRE(!loop.accept(listener.socket, accepted));
  run_until([&] { return accepted.sockets.size() == 3; });
}

BOOST_AUTO_TEST_CASE(handler_may_add_a_listener_within_a_batch) {
  const auto second = *network.listen(*net::endpoint::parse("127.0.0.1", 0), {});
  acceptor others;
  connect(2);
  const auto other_client = connect_to(second.local);
  accepted.then = [&] {
    if (accepted.sockets.size() == 1)
      BOOST_CHECK(!loop.accept(second.socket, others));
  };
  run_until([&] { return accepted.sockets.size() == 2 && others.sockets.size() == 1; });
  loop.stop_accepting(second.socket);
  network.close(second.socket);
}

BOOST_AUTO_TEST_CASE(handler_may_close_the_listener) {
  connect(2);
  accepted.then = [&] {
    loop.stop_accepting(listener.socket);
    network.close(std::exchange(listener.socket, -1));
  };
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
  BOOST_CHECK(waits());
  BOOST_CHECK(accepted.failures.empty());
}

BOOST_AUTO_TEST_CASE(stopping_what_was_never_started_does_nothing) {
  loop.stop_accepting(-1);
  loop.stop_accepting(accepted.sockets.empty() ? 0 : -1);
  connect(1);
  BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
}

BOOST_AUTO_TEST_CASE(exhausted_descriptors_are_reported_and_survived) {
  connect(2);
  {
    const descriptor_famine famine;
    BOOST_CHECK_EQUAL(loop.run_once(patience), 1U); // once a run, not once a client
    BOOST_CHECK_EQUAL(loop.run_once(patience), 1U); // and it goes on trying
  }
  BOOST_REQUIRE_EQUAL(accepted.failures.size(), 2U);
  BOOST_CHECK(accepted.failures[0] == std::errc::too_many_files_open);
  BOOST_CHECK(accepted.sockets.empty());
  run_until([&] { return accepted.sockets.size() == 2; });
}

BOOST_AUTO_TEST_CASE(handler_may_wait_when_descriptors_are_exhausted) {
  connect(1);
  accepted.then = [&] { loop.stop_accepting(listener.socket); };
  {
    const descriptor_famine famine;
    BOOST_CHECK_EQUAL(loop.run_once(patience), 1U);
    BOOST_CHECK(waits());
  }
  BOOST_REQUIRE(!loop.accept(listener.socket, accepted));
  run_until([&] { return accepted.sockets.size() == 1; });
}

BOOST_AUTO_TEST_CASE(no_loop_without_descriptors) {
  const descriptor_famine famine;
  BOOST_CHECK(net::epoll_loop::make().error() == std::errc::too_many_files_open);
  BOOST_CHECK(network.make_loop().error() == std::errc::too_many_files_open);
  BOOST_CHECK(network.listen(listener.local, {}).error() == std::errc::too_many_files_open);
}

BOOST_AUTO_TEST_CASE(several_loops_share_a_listener) {
  const auto second = *net::epoll_loop::make();
  acceptor others;
  BOOST_REQUIRE(!second->accept(listener.socket, others));
  connect(10);
  run_until([&] {
    second->run_once(0ms);
    return accepted.sockets.size() + others.sockets.size() == 10;
  });
  // A loop that has let go does not keep the other from it.
  loop.stop_accepting(listener.socket);
  const auto before = others.sockets.size();
  connect(2);
  run_until([&] {
    second->run_once(0ms);
    return others.sockets.size() == before + 2;
  });
}

BOOST_AUTO_TEST_CASE(serves_two_thousand_connections) {
  constexpr std::size_t count = 2'000;
  std::vector<recorder> servers(count);
  std::vector<net::stream_id> streams;
  for (std::size_t done = 0; done < count; done += 100) {
    connect(100);
    run_until([&] { return accepted.sockets.size() == 100; });
    for (auto& socket : accepted.sockets) {
      auto& server = servers[streams.size()];
      streams.push_back(*loop.open(socket.release(), {}, server));
      server.then_received = [&, stream = streams.back()] {
        loop.queue(stream, server.received);
        loop.flush(stream);
      };
      loop.start_receive(streams.back());
    }
    accepted.sockets.clear();
  }
  for (std::size_t i = 0; i < count; ++i)
    say(clients[i], std::to_string(i));
  std::size_t answered = 0;
  run_until([&] {
    std::string heard;
    while (answered < count && hear(clients[answered], heard) && heard == std::to_string(answered)) {
      ++answered;
      heard.clear();
    }
    return answered == count;
  });
  BOOST_CHECK(waits());
}

BOOST_AUTO_TEST_SUITE_END()
