#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <vector>

#include <caf/actor_control_block.hpp>
#include <caf/mailbox_element.hpp>

#include "troupe/actors/overflow_policy.hpp"

namespace troupe::actors {

/// What stands before the mailbox of a connection that takes messages: no more writes get in than the send budget has
/// bytes, so that writers who are faster than the loop do not fill the memory. Any thread.
class mail_gate final {
public:
  /// `limit` in bytes: server_options::send_limit.
  mail_gate(std::size_t limit, overflow_policy policy) noexcept : limit_(limit), policy_(policy) {}

  /// Counts a message that is to be queued; false: it is a write, and there is no room for it.
  bool admit(caf::mailbox_element& message) noexcept;
  /// A write of that many bytes has been handled.
  void leave(std::size_t bytes) noexcept { waiting_.fetch_sub(cost_of(bytes), std::memory_order_seq_cst); }
  /// Less than half of the limit waits.
  bool is_calm() const noexcept { return waiting_.load(std::memory_order_seq_cst) <= limit_ / 2; }

  overflow_policy policy() const noexcept { return policy_.load(std::memory_order_relaxed); }
  void policy(overflow_policy value) noexcept { policy_.store(value, std::memory_order_relaxed); }

  /// `writer` was refused here, and wants to hear of room.
  void refuse(const caf::strong_actor_ptr& writer);
  bool has_refused() const noexcept { return has_refused_.load(std::memory_order_seq_cst); }
  std::vector<caf::strong_actor_ptr> take_refused();

  /// True while a message waits that says how to go on: pause, set_framing, start_tls, close. No data is told before it
  /// has been handled.
  bool has_orders() const noexcept { return orders_.load(std::memory_order_acquire) > 0; }
  /// One was handled; true when it was the last.
  bool end_order() noexcept { return orders_.fetch_sub(1, std::memory_order_acq_rel) == 1; }

private:
  /// What a queued message takes beside its bytes.
  static constexpr std::size_t overhead = 64;
  static constexpr std::size_t cost_of(std::size_t bytes) noexcept { return bytes + overhead; }

  std::atomic<std::size_t> waiting_{0};
  std::size_t limit_;
  std::atomic<int> orders_{0};
  std::atomic<overflow_policy> policy_;
  std::atomic<bool> has_refused_{false};
  std::mutex guard_;
  std::vector<caf::strong_actor_ptr> refused_;
};

/// Adds `writer` unless it is there; those that have ended meanwhile go.
void add_writer(std::vector<caf::strong_actor_ptr>& to, const caf::strong_actor_ptr& writer);

} // namespace troupe::actors
