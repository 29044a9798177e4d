#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include "troupe/net/descriptor.hpp"
#include "troupe/net/epoll_loop.hpp"
#include "troupe/net/kernel_network.hpp"

namespace troupe::net::test {

using namespace std::chrono_literals;

// A test waits this long for what must happen; only a failing one waits to the end.
constexpr auto patience = 20s;

/// Writes down what a stream reports; `then` is called after it.
struct recorder final : stream_handler {
  std::string received;
  std::uint64_t sent = 0;
  int ends = 0;
  std::error_code reason;
  std::function<void()> then_received = [] {};
  std::function<void()> then_sent = [] {};
  std::function<void()> then_ended = [] {};

  void on_received(slice bytes) override {
    BOOST_CHECK(!bytes.empty());
    BOOST_CHECK_EQUAL(ends, 0);
    received += bytes.view();
    then_received();
  }
  void on_sent(std::uint64_t bytes) override {
    BOOST_CHECK_GT(bytes, 0U);
    sent += bytes;
    then_sent();
  }
  void on_end(std::error_code code) override {
    ++ends;
    reason = code;
    then_ended();
  }
};

/// Keeps what a listener accepts until it is opened or closed.
struct acceptor final : accept_handler {
  std::vector<descriptor> sockets;
  std::vector<endpoint> remotes;
  std::vector<std::error_code> failures;
  std::function<void()> then = [] {};

  void on_accepted(const accepted_socket& socket) override {
    sockets.emplace_back(socket.socket);
    remotes.push_back(socket.remote);
    then();
  }
  void on_accept_failed(std::error_code code) override {
    failures.push_back(code);
    then();
  }
};

/// A blocking client; `receive_buffer`: a small window, set before it connects.
inline descriptor connect_to(const endpoint& server, int receive_buffer = 0) {
  descriptor client(::socket(server.is_v6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patient{std::chrono::seconds(patience).count(), 0};
  ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &patient, sizeof patient);
  if (receive_buffer > 0)
    ::setsockopt(client.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  BOOST_REQUIRE_EQUAL(::connect(client.get(), server.data(), server.size()), 0);
  return client;
}

inline void say(const descriptor& client, std::string_view words) {
  BOOST_REQUIRE_EQUAL(::send(client.get(), words.data(), words.size(), MSG_NOSIGNAL),
                      static_cast<ssize_t>(words.size()));
}

/// Appends what has arrived; false at the end of the stream.
inline bool hear(const descriptor& client, std::string& heard) {
  char block[16384];
  const auto count = ::recv(client.get(), block, sizeof block, MSG_DONTWAIT);
  if (count > 0)
    heard.append(block, static_cast<std::size_t>(count));
  return count != 0 && (count > 0 || errno == EAGAIN);
}

inline void hang_up_with_reset(descriptor& client) {
  const linger reset{1, 0};
  ::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  client = descriptor{};
}

/// Bytes in which a lost, doubled or moved piece shows.
inline std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>((i * 2654435761U) >> 13U);
  return bytes;
}

/// A loop, a listener, and the two ends of connections between them.
struct loop_fixture {
  kernel_network network;
  std::unique_ptr<epoll_loop> owned = *epoll_loop::make();
  epoll_loop& loop = *owned;
  listening_socket listener = *network.listen(*endpoint::parse("127.0.0.1", 0), {});
  acceptor accepted;

  ~loop_fixture() { network.close(listener.socket); }

  /// Runs the loop until `done`; fails if it takes too long.
  template <class Predicate>
  void run_until(Predicate done) {
    const auto deadline = loop_clock::now() + patience;
    while (!done()) {
      BOOST_REQUIRE(loop_clock::now() < deadline);
      loop.run_once(10ms);
    }
  }

  /// True when the loop comes to wait, after what there is to do. One that spins comes back at once, again and again.
  bool waits() {
    for (int i = 0; i < 30; ++i) {
      const auto before = loop_clock::now();
      loop.run_once(30ms);
      if (loop_clock::now() - before >= 29ms)
        return true;
    }
    return false;
  }

  /// The server's end of a new connection, not yet opened on a loop; `client` is the other end.
  int accept_raw(descriptor& client, int receive_buffer = 0) {
    client = connect_to(listener.local, receive_buffer);
    pollfd ready{listener.socket, POLLIN, 0};
    BOOST_REQUIRE_EQUAL(::poll(&ready, 1, 10'000), 1);
    const int socket = ::accept4(listener.socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    BOOST_REQUIRE_GE(socket, 0);
    return socket;
  }

  stream_id open(descriptor& client, stream_handler& handler, const socket_options& options = {},
                 int receive_buffer = 0) {
    const auto stream = loop.open(accept_raw(client, receive_buffer), options, handler);
    BOOST_REQUIRE(stream);
    return *stream;
  }
};

/// One connection that receives.
struct stream_fixture : loop_fixture {
  recorder server;
  descriptor client;
  stream_id stream = open(client, server);

  stream_fixture() { loop.start_receive(stream); }
};

/// Two connections that receive.
struct pair_fixture : stream_fixture {
  recorder other;
  descriptor other_client;
  stream_id other_stream = open(other_client, other);

  pair_fixture() { loop.start_receive(other_stream); }

  /// Both are readable in one batch of events; `handle` is called when the first of them has received.
  void both_say_something(std::function<void(stream_id unheard)> handle) {
    server.then_received = [this, handle] { handle(other_stream); };
    other.then_received = [this, handle] { handle(stream); };
    say(client, "hello");
    say(other_client, "hello");
  }
  std::size_t heard() const { return server.received.size() + other.received.size(); }
};

/// One connection with buffers so small that little fits between writer and reader.
struct narrow_fixture : loop_fixture {
  recorder server;
  descriptor client;
  stream_id stream;
  std::string heard;

  narrow_fixture() {
    socket_options options;
    options.send_buffer = 4096;
    stream = open(client, server, options, 4096);
    loop.start_receive(stream);
  }

  /// The client reads until it has `size` bytes.
  void hear_all(std::size_t size) {
    run_until([&] {
      hear(client, heard);
      return heard.size() >= size;
    });
  }
};

} // namespace troupe::net::test
