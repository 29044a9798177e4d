#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "troupe/net/simulated_network.hpp"

namespace troupe::net::simulated_test {

using namespace std::chrono_literals;

/// Bytes of which every part is in its place or not.
inline std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>('a' + i % 23);
  return bytes;
}

/// The server's end of a connection: keeps what it hears, and does in addition what the test says.
struct stream_recorder final : stream_handler {
  std::string received;
  std::vector<std::size_t> receives; // The size of each.
  std::uint64_t sent = 0;
  int ends = 0;
  std::error_code reason;
  std::function<void(const std::string&)> when_received = [](const std::string&) {};
  std::function<void(std::uint64_t)> when_sent = [](std::uint64_t) {};
  std::function<void()> when_ended = [] {};

  void on_received(slice bytes) override {
    received.append(bytes.view());
    receives.push_back(bytes.size());
    const auto then = when_received; // It may replace itself.
    then(std::string{bytes.view()});
  }
  void on_sent(std::uint64_t bytes) override {
    sent += bytes;
    const auto then = when_sent; // It may replace itself.
    then(bytes);
  }
  void on_end(std::error_code why) override {
    ++ends;
    reason = why;
    const auto then = when_ended; // It may replace itself.
    then();
  }
};

struct accept_recorder final : accept_handler {
  std::vector<accepted_socket> sockets;
  std::vector<std::error_code> failures;
  std::function<void(const accepted_socket&)> when_accepted = [](const accepted_socket&) {};
  std::function<void()> when_failed = [] {};

  void on_accepted(const accepted_socket& socket) override {
    sockets.push_back(socket);
    const auto then = when_accepted; // It may replace itself.
    then(socket);
  }
  void on_accept_failed(std::error_code reason) override {
    failures.push_back(reason);
    const auto then = when_failed; // It may replace itself.
    then();
  }
};

struct timer_recorder final : timer_handler {
  std::vector<std::uint64_t> cookies;
  std::function<void()> when_fired = [] {};

  void on_timer(timer_id, std::uint64_t cookie) override {
    cookies.push_back(cookie);
    const auto then = when_fired; // It may replace itself.
    then();
  }
};

/// A network with a loop that accepts on one port.
struct network_fixture {
  simulated_network network;
  std::unique_ptr<event_loop> loop = *network.make_loop();
  accept_recorder accepts;
  listening_socket listener = *network.listen(*endpoint::parse("127.0.0.1", 0), {});

  network_fixture() { BOOST_REQUIRE(!loop->accept(listener.socket, accepts)); }

  std::uint16_t port() const { return listener.local.port(); }
  simulated_peer connect() { return *network.connect(port()); }
  simulated_faults& faults() { return network.faults(); }

  /// Without letting time pass.
  std::size_t poll() { return loop->run_once(0ms); }
  /// Until nothing happens any more at this time.
  void settle() {
    while (poll() > 0)
      continue;
  }
};

/// The same with one connection, which receives.
struct connection_fixture : network_fixture {
  stream_recorder server;
  simulated_peer client = connect();
  stream_id stream = accept_one();

  stream_id accept_one(const socket_options& options = {}) {
    poll();
    const auto opened = loop->open(accepts.sockets.back().socket, options, server);
    BOOST_REQUIRE(opened);
    loop->start_receive(*opened);
    return *opened;
  }

  void send(std::string_view bytes) {
    loop->queue(stream, bytes);
    loop->flush(stream);
  }
};

} // namespace troupe::net::simulated_test
