#pragma once

#include <atomic>
#include <thread>

namespace troupe::actors {

/// Those who are in the midst of writing to an actor: the queue that it is scheduled on may not go before they are out,
/// and nobody may go in once the actor has ended. Lives in the actor, which its writers hold. Any thread.
class entrance final {
public:
  /// Does `inside`, or `outside` when it is closed.
  template <class Inside, class Outside>
  void pass(Inside inside, Outside outside) {
    const visit now{inside_};
    // One of both sides sees the other: here first the count and then the flag, in `close` the other way round.
    if (closed_.load(std::memory_order_seq_cst))
      outside();
    else
      inside();
  }
  /// After the actor has ended: returns when nobody is inside any more. That takes no longer than one enqueue.
  void close() noexcept {
    closed_.store(true, std::memory_order_seq_cst);
    while (inside_.load(std::memory_order_seq_cst) != 0)
      std::this_thread::yield();
  }

private:
  class visit {
  public:
    explicit visit(std::atomic<int>& count) noexcept : count_(count) { count_.fetch_add(1, std::memory_order_seq_cst); }
    visit(const visit&) = delete;
    visit& operator=(const visit&) = delete;
    ~visit() { count_.fetch_sub(1, std::memory_order_seq_cst); }

  private:
    std::atomic<int>& count_;
  };

  std::atomic<int> inside_{0};
  std::atomic<bool> closed_{false};
};

} // namespace troupe::actors
