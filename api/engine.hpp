#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include <semaphore.h>

#include "troupe/actors/server.hpp"
#include "troupe/api/event_queue.hpp"

namespace troupe {

/// What runs behind a TCPServer: an actor system, a server in it, and the event queues of its workers.
///
/// Belongs to the thread of its TCPServer but for `stop`.
class engine final {
public:
  /// Sockets come from `network`, or from the kernel if that is nullptr. Throws `Error`.
  engine(net::network* network, const actors::server::setup& how, const event_settings& settings);
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;
  ~engine();

  actors::server& server() noexcept { return *server_; }
  std::size_t threads() const noexcept { return threads_; }

  /// Lets things happen for at most `longest`: the loop on this thread, or the background ones.
  void do_events(std::chrono::milliseconds longest);
  /// Runs until `stop`.
  void run();
  /// Ends `run`, now or when it is called next. Any thread, also out of a signal handler.
  void stop() noexcept;
  /// True once the supervision gave up; nothing listens any more, until it is told to again.
  bool gave_up() const noexcept { return !server_->context().serving(); }

private:
  class configuration;

  std::unique_ptr<configuration> configuration_;
  std::unique_ptr<caf::actor_system> system_;
  std::unique_ptr<net::network> own_network_;
  std::vector<std::unique_ptr<event_queue>> queues_;
  std::unique_ptr<actors::server> server_;
  std::size_t threads_;
  std::atomic<bool> stop_{false};
  sem_t woken_{};
};

} // namespace troupe
