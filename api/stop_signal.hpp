#pragma once

#include <atomic>
#include <chrono>

#include <semaphore.h>

namespace troupe::actors {
class worker;
}

namespace troupe {

/// What Stop sets off. It lives as long as its TCPServer, whatever becomes of the engine, so that none is lost.
class stop_signal final {
public:
  stop_signal() noexcept { sem_init(&raised_once_, 0, 0); }
  stop_signal(const stop_signal&) = delete;
  stop_signal& operator=(const stop_signal&) = delete;
  ~stop_signal() { sem_destroy(&raised_once_); }

  /// Ends what waits for it, now or when it does next. Any thread, also out of a signal handler.
  void raise() noexcept;
  /// True if it was raised since the last call.
  bool take() noexcept { return raised_.exchange(false, std::memory_order_acq_rel); }
  /// Waits until it is raised, `longest` at most. For a thread that runs no loop.
  void wait(std::chrono::milliseconds longest) noexcept;

  /// From now on `raise` wakes that worker's loop; nullptr: none. When it returns, nobody uses the one before any more.
  void wakes(actors::worker* woken) noexcept;

private:
  std::atomic<bool> raised_{false};
  std::atomic<actors::worker*> woken_{nullptr};
  std::atomic<int> raising_{0}; // calls of `raise` that may be about to use `woken_`
  sem_t raised_once_{};
};

} // namespace troupe
