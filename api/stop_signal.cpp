#include "troupe/api/stop_signal.hpp"

#include <cerrno>
#include <ctime>
#include <thread>

#include "troupe/actors/worker.hpp"

namespace troupe {

// Everything here is async-signal-safe: lock-free atomics, sem_post(3), and the loop's eventfd.
static_assert(std::atomic<actors::worker*>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void stop_signal::raise() noexcept {
  const int saved = errno; // of the code that a signal has interrupted
  raised_.store(true, std::memory_order_release);
  sem_post(&raised_once_);
  raising_.fetch_add(1);
  if (auto* loop = woken_.load(); loop != nullptr)
    loop->wake();
  raising_.fetch_sub(1);
  errno = saved;
}

void stop_signal::wakes(actors::worker* woken) noexcept {
  woken_.store(woken);
  // A `raise` that began before may have seen the other one. A signal handler on this thread can't be in the middle.
  while (raising_.load() > 0)
    std::this_thread::yield();
}

void stop_signal::wait(std::chrono::milliseconds longest) noexcept {
  // Not the wall clock: whoever sets it would else end the wait, or make it last.
  timespec until{};
  clock_gettime(CLOCK_MONOTONIC, &until);
  const auto nanoseconds = until.tv_nsec + std::chrono::nanoseconds{longest}.count();
  until.tv_sec += static_cast<time_t>(nanoseconds / 1'000'000'000);
  until.tv_nsec = static_cast<long>(nanoseconds % 1'000'000'000);
  while (sem_clockwait(&raised_once_, CLOCK_MONOTONIC, &until) != 0 && errno == EINTR)
    continue;
}

} // namespace troupe
