#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace troupe::actors {

/// The bytes that may wait to be sent on one connection, whoever sent them, messages on their way included.
///
/// Any thread. A sender reserves before it queues; the connection releases what the kernel took. Both are counts that
/// only grow, so that `released` tells progress whatever others reserve meanwhile.
class send_budget {
public:
  /// `limit` in bytes.
  explicit send_budget(std::size_t limit) noexcept : limit_(limit) {}

  /// Reserves up to `wanted` bytes; how many, 0 when the queue is full.
  std::size_t reserve(std::size_t wanted) noexcept {
    auto reserved = reserved_.load(std::memory_order_relaxed);
    for (;;) {
      // In this order: no more than this waits when nobody reserves in between. Others may, and release that, too.
      const auto released = released_.load(std::memory_order_acquire);
      const auto waiting = reserved > released ? reserved - released : 0;
      const std::uint64_t free = waiting < limit_ ? limit_ - waiting : 0;
      const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, free));
      if (taken == 0 || reserved_.compare_exchange_weak(reserved, reserved + taken, std::memory_order_relaxed))
        return taken;
    }
  }
  /// Counts bytes that wait but cost no memory (a file), beyond the limit if need be.
  void add(std::uint64_t bytes) noexcept { reserved_.fetch_add(bytes, std::memory_order_relaxed); }
  /// Gives back bytes that were sent or dropped. Before a look at who waits for that: the two must not change places.
  void release(std::uint64_t bytes) noexcept { released_.fetch_add(bytes, std::memory_order_seq_cst); }

  /// Bytes given back so far.
  std::uint64_t released() const noexcept { return released_.load(std::memory_order_seq_cst); }
  /// Bytes that wait. 0: all that were reserved before the call have been given back.
  std::uint64_t pending() const noexcept {
    const auto reserved = reserved_.load(std::memory_order_acquire);
    const auto released = released_.load(std::memory_order_seq_cst);
    return reserved > released ? reserved - released : 0;
  }
  std::size_t room() const noexcept {
    const auto waiting = pending();
    return waiting < limit_ ? static_cast<std::size_t>(limit_ - waiting) : 0;
  }
  bool full() const noexcept { return room() == 0; }
  /// At least half of the limit is free.
  bool mostly_free() const noexcept { return pending() <= limit_ / 2; }

private:
  std::atomic<std::uint64_t> reserved_{0};
  std::atomic<std::uint64_t> released_{0};
  std::size_t limit_;
};

} // namespace troupe::actors
