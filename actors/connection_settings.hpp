#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "troupe/net/framer.hpp"

namespace troupe::actors {

/// What may be set on a live connection, from any thread: framing, timeouts, the application's own data.
class connection_settings {
public:
  /// `guard` protects what is no atomic; it is shared by the connections of a worker.
  connection_settings(std::mutex& guard, net::framing framing, int timeout, int idle_timeout) noexcept
    : guard_(guard), framing_(std::move(framing)), timeout_(timeout), idle_timeout_(idle_timeout) {}

  /// The framing in force. Any thread.
  net::framing framing() const {
    const std::lock_guard lock{guard_};
    return framing_;
  }
  /// Lets `change` alter the framing. Any thread.
  template <class Change>
  void change_framing(Change change) {
    const std::lock_guard lock{guard_};
    change(framing_);
    framing_version_.fetch_add(1, std::memory_order_release);
  }
  /// Differs as soon as the framing was replaced: the connection's thread looks at the lock only then.
  unsigned framing_version() const noexcept { return framing_version_.load(std::memory_order_acquire); }

  /// Seconds that a synchronous send may take without progress; 0: sends are asynchronous. The documented Timeout.
  int timeout() const noexcept { return timeout_.load(std::memory_order_relaxed); }
  void timeout(int seconds) noexcept { timeout_.store(seconds, std::memory_order_relaxed); }
  /// Seconds; 0: never. The documented IdleTimeout.
  int idle_timeout() const noexcept { return idle_timeout_.load(std::memory_order_relaxed); }
  void idle_timeout(int seconds) noexcept { idle_timeout_.store(seconds, std::memory_order_relaxed); }

  /// The documented UserData.
  std::string user_data() const {
    const std::lock_guard lock{guard_};
    return user_data_ ? *user_data_ : std::string{};
  }
  void user_data(std::string value) {
    auto kept = std::make_unique<std::string>(std::move(value));
    const std::lock_guard lock{guard_};
    user_data_ = std::move(kept);
  }

private:
  std::mutex& guard_;
  net::framing framing_;
  std::unique_ptr<std::string> user_data_;
  std::atomic<unsigned> framing_version_{0};
  std::atomic<int> timeout_;
  std::atomic<int> idle_timeout_;
};

} // namespace troupe::actors
