#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "troupe/actors/server.hpp"
#include "troupe/api/event_queue.hpp"
#include "troupe/api/stop_signal.hpp"

namespace troupe {

/// What runs behind a TCPServer: an actor system, a server in it, and the event queues of its workers.
///
/// Belongs to the thread of its TCPServer.
class engine final {
public:
  /// Sockets come from `network`, or from the kernel if that is nullptr. Throws `Error`.
  engine(net::network* network, const actors::server::setup& how, const event_settings& settings, stop_signal& stop);
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;
  ~engine();

  actors::server& server() noexcept { return *server_; }
  std::size_t threads() const noexcept { return threads_; }

  /// Lets things happen for at most `longest`: the loop on this thread, or the background ones.
  void do_events(std::chrono::milliseconds longest);
  /// Runs until the stop signal is raised.
  void run();
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
  stop_signal& stop_;
};

} // namespace troupe
