#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "troupe/tests/actors/server_fixture.hpp"
#include "troupe/tests/support/memory_client.hpp"
#include "troupe/tls/context.hpp"
#include "troupe/tls/self_signed.hpp"

namespace troupe::actors_test {

/// What a server needs for TLS, made once.
inline const tls::context_ptr& tls_rules() {
  static const tls::context_ptr only = [] {
    const auto identity = tls::make_self_signed("localhost", std::time(nullptr));
    auto made = tls::context::make({}, *identity);
    if (!made)
      throw std::runtime_error{"tls_rules: " + made.why().reason};
    return *std::move(made);
  }();
  return only;
}

/// A client of a simulated server. It speaks TLS from the beginning, or when it is told to.
struct tls_guest {
  std::optional<net::simulated_peer> socket; ///< none: it could not connect
  test::memory_client tls;
  bool speaks_tls = true;
  bool closes = false; ///< with close_notify, when everything was said
  std::string unsaid;
  std::string heard;

  void say(const std::string& text) { unsaid += text; }
  /// As far as it gets with what the server has sent; whether there was anything to do.
  bool go_on() {
    if (!socket)
      return false;
    const auto received = socket->take();
    auto ready = std::string{};
    if (!speaks_tls) {
      heard += received;
      ready = std::exchange(unsaid, {});
    } else {
      tls.give(received);
      ready = tls.take();
      if (tls.complete() && !unsaid.empty())
        tls.write(std::exchange(unsaid, {}));
      heard += tls.read();
      if (tls.complete() && std::exchange(closes, false))
        tls.finish();
      ready += tls.take();
    }
    socket->send(ready);
    return !received.empty() || !ready.empty();
  }
};

/// A server on a simulated network, driven together with its guests.
struct guest_server : simulated_server {
  std::vector<std::unique_ptr<tls_guest>> guests;

  /// Connects if it can.
  tls_guest& visit(bool with_tls = true) {
    auto& one = *guests.emplace_back(std::make_unique<tls_guest>());
    one.speaks_tls = with_tls;
    if (auto joined = network.connect(run.port()))
      one.socket = std::move(*joined);
    rest();
    return one;
  }
  /// Until nobody has anything to do at this time.
  void rest() {
    for (int rounds = 0; rounds < 1000; ++rounds) {
      settle();
      bool moved = false;
      for (const auto& each : guests)
        moved = each->go_on() || moved;
      if (!moved)
        return;
    }
    throw std::runtime_error{"guest_server: it never comes to rest"};
  }
  void let_pass(net::loop_clock::duration time) {
    pass(time);
    rest();
  }
};

} // namespace troupe::actors_test
