#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace troupe::actors {

/// The bytes that may wait to be sent on one connection, whoever sent them, messages on their way included.
///
/// Any thread. A sender reserves before it queues; the connection releases what the kernel took.
class send_budget {
public:
  /// `limit` in bytes.
  explicit send_budget(std::size_t limit) noexcept : limit_(limit) {}

  /// Reserves up to `wanted` bytes; how many, 0 when the queue is full.
  std::size_t reserve(std::size_t wanted) noexcept {
    auto pending = pending_.load(std::memory_order_relaxed);
    for (;;) {
      const std::size_t free = pending < limit_ ? limit_ - pending : 0;
      const std::size_t taken = std::min(wanted, free);
      if (taken == 0 || pending_.compare_exchange_weak(pending, pending + taken, std::memory_order_relaxed))
        return taken;
    }
  }
  /// Counts bytes that wait but cost no memory (a file), beyond the limit if need be.
  void add(std::uint64_t bytes) noexcept { pending_.fetch_add(bytes, std::memory_order_relaxed); }
  /// Gives back bytes that were sent or dropped.
  void release(std::uint64_t bytes) noexcept { pending_.fetch_sub(bytes, std::memory_order_release); }

  /// Bytes that wait.
  std::uint64_t pending() const noexcept { return pending_.load(std::memory_order_acquire); }
  std::size_t room() const noexcept {
    const auto waiting = pending();
    return waiting < limit_ ? static_cast<std::size_t>(limit_ - waiting) : 0;
  }
  bool full() const noexcept { return room() == 0; }
  /// At least half of the limit is free.
  bool mostly_free() const noexcept { return pending() <= limit_ / 2; }

private:
  std::atomic<std::uint64_t> pending_{0};
  std::size_t limit_;
};

} // namespace troupe::actors
