#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include "troupe/actors/server.hpp"
#include "troupe/net/kernel_network.hpp"
#include "troupe/net/simulated_network.hpp"
#include "troupe/tests/actors/recording_sink.hpp"
#include "troupe/tests/actors/throwing_network.hpp"
#include "troupe/tests/support/client.hpp"

namespace troupe::actors_test {

using namespace std::chrono_literals;
using actors::connection;
using actors::connection_id;
using kind = event::kind;

/// An actor system with one thread that has nothing to do.
class quiet_system final {
public:
  quiet_system() : system_(configuration_) {}
  caf::actor_system& get() noexcept { return system_; }

private:
  struct configuration final : caf::actor_system_config {
    configuration() {
      set("scheduler.max-threads", 1u);
      set("scheduler.policy", caf::atom("sharing"));
      set("logger.verbosity", caf::atom("quiet"));
    }
  };
  configuration configuration_;
  caf::actor_system system_;
};

/// A server on any network, with recording sinks. Set `how`, `options` and `then` before `start`.
class recorded_server {
public:
  explicit recorded_server(net::network& network) : network_(network) {}
  recorded_server(const recorded_server&) = delete;
  recorded_server& operator=(const recorded_server&) = delete;
  ~recorded_server() { stop(); }

  actors::server::setup how;
  actors::server_options options;
  reactions then;
  event_record events;

  /// Starts, and listens on a port of the network's choice.
  void start() {
    how.options = std::make_shared<const actors::server_options>(options);
    auto started = actors::server::start(system_.get(), network_, how, [this](actors::worker& home) {
      if (recorders_.size() <= home.index())
        recorders_.resize(home.index() + 1);
      auto& recorder_here = recorders_[home.index()];
      if (!recorder_here)
        recorder_here = std::make_unique<recorder>(home, events, then);
      return actors::actor_ref<actors::bound_actor>{actors::spawn_bound<recording_sink>(home, home, *recorder_here)};
    });
    if (!started)
      throw std::runtime_error{"recorded_server: " + started.error().message()};
    server_ = std::move(*started);
    listen();
  }
  void listen(std::uint16_t port = 0) {
    const auto local = server_->listen(*net::endpoint::parse("127.0.0.1", port), {});
    if (!local)
      throw std::runtime_error{"recorded_server: " + local.error().message()};
    port_ = local->port();
  }
  void stop() { server_.reset(); }

  actors::server& server() noexcept { return *server_; }
  actors::worker& home() noexcept { return server_->first_worker(); }
  caf::actor broker(std::size_t index = 0) { return server_->context().broker_of(index); }
  std::uint16_t port() const noexcept { return port_; }
  actors::actor_ref<connection> find(connection_id id) const { return server_->find(id); }
  std::size_t count(kind what, connection_id id = 0) const { return events.count(what, id); }
  /// How many connections are open, as the application sees it.
  std::size_t connected() const {
    std::size_t found = 0;
    for (const auto& one : server_->connections())
      found += one->connected() ? 1 : 0;
    return found;
  }

  /// Changes options of a running server.
  template <class Change>
  void change(Change what) {
    what(options);
    server_->context().options(std::make_shared<const actors::server_options>(options));
  }

private:
  net::network& network_;
  quiet_system system_;
  std::vector<std::unique_ptr<recorder>> recorders_;
  std::unique_ptr<actors::server> server_;
  std::uint16_t port_ = 0;
};

/// A server on a simulated network, driven by the test; time passes only when the test says so.
struct simulated_server {
  net::simulated_network network; // outlives the server
  throwing_network throwing{network};
  recorded_server run{throwing};

  void start() { run.start(); }
  net::simulated_peer connect() {
    auto joined = network.connect(run.port());
    if (!joined)
      throw std::runtime_error{"simulated_server: " + joined.error().message()};
    settle();
    return std::move(*joined);
  }
  /// Until nothing happens any more at this time.
  void settle() {
    for (int idle = 0, rounds = 0; idle < 4; ++rounds) {
      idle = run.home().run_once({}) > 0 ? 0 : idle + 1;
      if (rounds > 10'000)
        throw std::runtime_error{"simulated_server: it never comes to rest"};
    }
  }
  /// Lets the time pass, with everything that happens meanwhile.
  void pass(net::loop_clock::duration by) {
    settle();
    for (const auto until = network.now() + by; network.now() < until; settle())
      run.home().run_once(until - network.now());
  }
};

/// A server on the kernel's sockets, driven by the test or (how.threads) by itself.
struct kernel_server {
  net::kernel_network network; // outlives the server
  recorded_server run{network};

  void start() { run.start(); }
  test::client connect(test::client::options with = {}) { return {run.port(), with}; }
  /// Lets things happen once.
  void pump() {
    if (run.server().threaded())
      std::this_thread::yield();
    else
      run.home().run_once(5ms);
  }
  void until(const std::function<bool()>& condition) {
    for (const auto end = std::chrono::steady_clock::now() + test::patience; !condition(); pump()) {
      if (std::chrono::steady_clock::now() > end)
        throw std::runtime_error{"kernel_server: the condition did not come true"};
    }
  }
  /// A client, and its connection.
  std::pair<test::client, actors::actor_ref<connection>> join(test::client::options with = {}) {
    auto socket = connect(with);
    actors::actor_ref<connection> found;
    until([&] {
      for (const auto& one : run.server().connections()) {
        if (one->connected() && one->remote().port() == socket.local_port())
          found = one;
      }
      return found && run.count(kind::ready_to_send, found->id()) > 0;
    });
    return {std::move(socket), found};
  }
};

} // namespace troupe::actors_test
