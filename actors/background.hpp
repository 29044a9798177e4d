#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "troupe/actors/bound_actor.hpp"
#include "troupe/actors/messages.hpp"

namespace troupe::actors {

/// A few threads that do what may block for a worker's connections: open stores, ask about certificates. They begin
/// with the first job. Any thread.
class background final {
public:
  background() = default;
  background(const background&) = delete;
  background& operator=(const background&) = delete;
  ~background() { stop(); }
  /// Waits for the jobs that are running, and forgets the others. For good. Not from within one of them.
  void stop() noexcept;

  /// Does `work`, and posts what it returns, a message, to `to`, which is kept until then. What `work` throws ends that
  /// connection. Throws `std::system_error` when there are too many jobs already, or no thread for the first.
  template <class Actor, class Work>
  void run(Actor& to, Work work) {
    add([target = actor_ref<Actor>{&to}, work = std::move(work)] {
      try {
        target->post(work());
      } catch (...) {
        target->post(abort_connection{std::make_error_code(std::errc::connection_aborted)});
      }
    });
  }

private:
  using job = std::function<void()>;

  void add(job one);
  void do_jobs();

  std::mutex guard_;
  std::condition_variable changed_;
  std::deque<job> waiting_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0; // threads that wait for a job
  bool ended_ = false;
};

} // namespace troupe::actors
