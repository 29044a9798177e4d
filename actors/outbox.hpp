#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "troupe/actors/send_budget.hpp"

namespace troupe::actors {

/// What a sender whose bytes do not fit wants to hear later: nothing, or the documented ReadyToSend.
enum class when_full : std::uint8_t { keep_quiet, report };

/// What all senders of one connection share: its send budget, whether it takes anything at all, who waits for room,
/// what was interrupted. Any thread.
class outbox final {
public:
  /// May hold `limit` bytes that wait to be sent.
  explicit outbox(std::size_t limit) noexcept : budget_(limit) {}

  // -- whether it takes anything -----------------------------------------------------------------------------------
  void open() noexcept {
    ready_.store(true, std::memory_order_relaxed);
    state_.store(state::open, std::memory_order_release);
  }
  /// Takes nothing from now on; what waits may still be sent.
  void close() noexcept {
    auto before = state::open;
    state_.compare_exchange_strong(before, state::closed, std::memory_order_acq_rel);
    ready_.store(false, std::memory_order_relaxed);
  }
  /// Nothing can be sent any more.
  void fail() noexcept {
    state_.store(state::failed, std::memory_order_seq_cst);
    ready_.store(false, std::memory_order_relaxed);
  }
  bool accepts() const noexcept { return state_.load(std::memory_order_acquire) == state::open; }
  bool failed() const noexcept { return state_.load(std::memory_order_seq_cst) == state::failed; }

  // -- bytes -------------------------------------------------------------------------------------------------------
  /// Reserves up to `wanted` bytes; how many.
  std::size_t reserve(std::size_t wanted) noexcept { return accepts() ? budget_.reserve(wanted) : 0; }
  /// Counts bytes that wait but cost no memory (a file), beyond the limit if need be.
  void add(std::uint64_t bytes) noexcept { budget_.add(bytes); }
  /// Gives back what was sent, dropped, or reserved in vain.
  void release(std::uint64_t bytes) noexcept { budget_.release(bytes); }
  /// Bytes that wait, those on their way here included.
  std::uint64_t pending() const noexcept { return budget_.pending(); }
  /// Bytes that were given back so far: differs as soon as there was progress.
  std::uint64_t released() const noexcept { return budget_.released(); }
  std::size_t room() const noexcept { return accepts() ? budget_.room() : 0; }
  bool full() const noexcept { return budget_.full(); }

  // -- the order of senders ----------------------------------------------------------------------------------------
  /// One more message is on its way through the mailbox, or has arrived. While there is one nobody may go past it.
  void depart() noexcept { underway_.fetch_add(1, std::memory_order_acq_rel); }
  void arrive() noexcept { underway_.fetch_sub(1, std::memory_order_acq_rel); }
  bool underway() const noexcept { return underway_.load(std::memory_order_acquire) != 0; }

  // -- senders that were refused -----------------------------------------------------------------------------------
  /// False after a send that did not fit, until there is room again. The documented ReadyToSend.
  bool ready() const noexcept { return ready_.load(std::memory_order_relaxed); }
  /// Remembers a sender that went away with less than it wanted. Documented: the event is not fired when part of the
  /// data was taken.
  void refuse(bool took_some, when_full then) noexcept {
    ready_.store(false, std::memory_order_relaxed);
    const wish what = took_some || then == when_full::keep_quiet ? wish::state : wish::event;
    if (what == wish::event || wish_.load(std::memory_order_relaxed) == wish::none)
      wish_.store(what, std::memory_order_seq_cst);
  }
  /// True when nobody has asked for room since the last `look`: one message is enough for all.
  bool ask() noexcept { return !asked_.exchange(true, std::memory_order_acq_rel); }
  void look() noexcept { asked_.store(false, std::memory_order_seq_cst); }
  bool someone_waits() const noexcept { return wish_.load(std::memory_order_relaxed) != wish::none; }
  /// After bytes have left. Half of the budget must be free, so that the application can send more than a few bytes
  /// when it is told; true when the event is due.
  bool offer() noexcept {
    if (!accepts() || !budget_.mostly_free())
      return false;
    const auto wished = wish_.exchange(wish::none);
    ready_.store(true, std::memory_order_relaxed);
    return wished == wish::event;
  }

  // -- what senders are told ---------------------------------------------------------------------------------------
  /// Calls of Interrupt so far: a synchronous sender compares.
  unsigned interrupts() const noexcept { return interrupts_.load(std::memory_order_acquire); }
  void interrupt() noexcept { interrupts_.fetch_add(1, std::memory_order_release); }
  /// What the last asynchronous send took. The documented BytesSent.
  std::uint64_t bytes_sent() const noexcept { return bytes_sent_.load(std::memory_order_relaxed); }
  void bytes_sent(std::uint64_t bytes) noexcept { bytes_sent_.store(bytes, std::memory_order_relaxed); }

private:
  enum class state : std::uint8_t { closed, open, failed };
  /// What a refused sender waits for: nothing, `ready()` only, or the event as well.
  enum class wish : std::uint8_t { none, state, event };

  send_budget budget_;
  std::atomic<std::uint64_t> bytes_sent_{0};
  std::atomic<unsigned> interrupts_{0};
  std::atomic<unsigned> underway_{0};
  std::atomic<state> state_{state::closed};
  std::atomic<bool> ready_{false};
  std::atomic<bool> asked_{false};
  std::atomic<wish> wish_{wish::none};
};

/// Bytes reserved in an outbox; given back at the end unless they were used.
class reservation final {
public:
  /// Of up to `wanted` bytes.
  static reservation within_limit(outbox& from, std::size_t wanted) noexcept { return {from, from.reserve(wanted)}; }
  /// Of bytes that cost no memory, beyond the limit if need be.
  static reservation beyond_limit(outbox& from, std::uint64_t bytes) noexcept {
    from.add(bytes);
    return {from, bytes};
  }
  reservation(const reservation&) = delete;
  reservation& operator=(const reservation&) = delete;
  ~reservation() {
    if (bytes_ > 0)
      from_.release(bytes_);
  }

  std::uint64_t size() const noexcept { return bytes_; }
  /// `count` of the bytes are queued: they are released when they have been sent.
  void use(std::uint64_t count) noexcept { bytes_ -= count; }

private:
  reservation(outbox& from, std::uint64_t bytes) noexcept : from_(from), bytes_(bytes) {}

  outbox& from_;
  std::uint64_t bytes_;
};

} // namespace troupe::actors
