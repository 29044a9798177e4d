#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include <caf/actor.hpp>

#include "troupe/actors/permit_pool.hpp"
#include "troupe/actors/server_options.hpp"
#include "troupe/actors/worker.hpp"
#include "troupe/net/network.hpp"

namespace troupe::actors {

/// What the actors of one server share. Any thread, but for `workers`, which is fixed once the server runs.
class server_context {
public:
  server_context(net::network& sockets, options_ptr options, std::int64_t max_connections)
    : network(sockets), permits(max_connections), options_(std::move(options)) {}

  net::network& network;
  permit_pool permits;
  std::vector<std::unique_ptr<worker>> workers;
  /// False as soon as nobody is to be accepted any more, before the brokers know.
  std::atomic<bool> serving{false};

  /// The options in force.
  options_ptr options() const {
    const std::lock_guard lock{mutex_};
    return options_;
  }
  /// Replaces them for the connections to come.
  void options(options_ptr value) {
    const std::lock_guard lock{mutex_};
    options_ = std::move(value);
  }

  /// The broker of worker `index`, as the supervisor last started it.
  caf::actor broker_of(std::size_t index) const {
    const std::lock_guard lock{mutex_};
    return index < brokers_.size() ? brokers_[index] : caf::actor{};
  }
  void broker_of(std::size_t index, caf::actor handle) {
    const std::lock_guard lock{mutex_};
    if (brokers_.size() <= index)
      brokers_.resize(index + 1);
    brokers_[index] = std::move(handle);
  }

private:
  mutable std::mutex mutex_;
  options_ptr options_;
  std::vector<caf::actor> brokers_;
};

} // namespace troupe::actors
