#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include <caf/actor.hpp>

#include "troupe/actors/arrival.hpp"
#include "troupe/actors/listener.hpp"
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

  // -- listening -----------------------------------------------------------------------------------------------------
  /// False as soon as nobody is to be accepted any more, before the brokers know.
  bool serving() const noexcept { return serving_.load(); }
  /// Clients of that listener are to be accepted; false: nobody can any more.
  bool begin_serving(std::shared_ptr<listener> source) {
    const std::lock_guard lock{mutex_};
    if (over_)
      return false;
    listeners_.push_back(std::move(source));
    serving_ = true;
    return true;
  }
  /// Refuses clients from this moment on all listeners; false if that was so before.
  bool end_serving() noexcept {
    const std::lock_guard lock{mutex_};
    for (const auto& source : listeners_)
      source->refuse();
    listeners_.clear();
    return serving_.exchange(false);
  }
  /// The same for good: the server supervisor has ended.
  bool end_serving_for_good() noexcept {
    over_ = true;
    return end_serving();
  }
  bool over() const noexcept { return over_.load(); }

  /// How often everybody was disconnected. A client of before the last time may still be on its way to a worker, in
  /// nobody's table: it is not served any more.
  std::atomic<unsigned> shutdowns{0};

  // -- options -------------------------------------------------------------------------------------------------------

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

  /// What is left to set on an accepted socket: nothing, while the options are those that its listener passes on.
  net::socket_options socket_options(const server_options& wanted) const {
    const std::lock_guard lock{mutex_};
    if (wanted.socket == inherited_)
      return {};
    auto all = wanted.socket;
    all.exact = true;
    return all;
  }
  /// The options that listeners pass on.
  void inherited(const net::socket_options& options) {
    const std::lock_guard lock{mutex_};
    inherited_ = options;
  }

  // -- actors --------------------------------------------------------------------------------------------------------
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
  /// The admission supervisor, as the server supervisor last started it.
  caf::actor admission() const {
    const std::lock_guard lock{mutex_};
    return admission_;
  }
  void admission(caf::actor handle) {
    const std::lock_guard lock{mutex_};
    admission_ = std::move(handle);
  }

  // -- clients on their way from one worker to another ---------------------------------------------------------------
  /// Leaves a client for the broker of worker `index`: for the next one if that broker has just died.
  void leave(std::size_t index, std::shared_ptr<arrival> client) {
    const std::lock_guard lock{mutex_};
    if (left_.size() <= index)
      left_.resize(index + 1);
    left_[index].push_back(std::move(client));
  }
  /// The client that was left first for worker `index`, or nullptr.
  std::shared_ptr<arrival> take_left(std::size_t index) {
    const std::lock_guard lock{mutex_};
    if (left_.size() <= index || left_[index].empty())
      return nullptr;
    auto client = std::move(left_[index].front());
    left_[index].pop_front();
    return client;
  }

private:
  mutable std::mutex mutex_;
  std::atomic<bool> serving_{false};
  std::atomic<bool> over_{false};
  std::vector<std::shared_ptr<listener>> listeners_;
  options_ptr options_;
  net::socket_options inherited_;
  std::vector<caf::actor> brokers_;
  caf::actor admission_;
  std::vector<std::deque<std::shared_ptr<arrival>>> left_;
};

} // namespace troupe::actors
