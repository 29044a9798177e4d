#include "troupe/actors/background.hpp"

#include <system_error>

namespace troupe::actors {

namespace {

constexpr std::size_t most_threads = 4;
// More clients than that would wait for seconds; whoever comes then is better told at once.
constexpr std::size_t most_waiting = 256;

} // namespace

void background::stop() noexcept {
  {
    const std::lock_guard lock{guard_};
    ended_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  for (auto& thread : std::exchange(threads_, {}))
    thread.join();
}

void background::add(job one) {
  const std::lock_guard lock{guard_};
  if (ended_ || waiting_.size() >= most_waiting)
    throw std::system_error{std::make_error_code(std::errc::resource_unavailable_try_again)};
  waiting_.push_back(std::move(one));
  if (idle_ >= waiting_.size() || threads_.size() == most_threads)
    return changed_.notify_one();
  try {
    threads_.emplace_back([this] { do_jobs(); });
  } catch (...) {
    // Those that there are will come to it.
    if (!threads_.empty())
      return;
    waiting_.pop_back();
    throw;
  }
}

void background::do_jobs() {
  std::unique_lock lock{guard_};
  for (;;) {
    ++idle_;
    changed_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    --idle_;
    if (ended_)
      return;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    try {
      next();
    } catch (...) { // NOLINT(bugprone-empty-catch): there is no memory to tell of it; the handshake's deadline will
    }
    // It may hold the last reference to an actor.
    next = nullptr;
    lock.lock();
  }
}

} // namespace troupe::actors
