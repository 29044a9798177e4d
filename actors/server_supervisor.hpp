#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "troupe/actors/listener.hpp"
#include "troupe/actors/server_context.hpp"

namespace troupe::actors {

/// Makes the sink of a worker: the actor that its connections report to. Called again when one has ended.
using sink_factory = std::function<actor_ref<bound_actor>(worker&)>;

/// The root of a server's supervision tree: starts admission, brokers, idle supervisors and sinks, and restarts what
/// ends.
///
/// It holds the listening sockets, so that clients who arrive while a broker is being restarted wait in the backlog
/// instead of being refused. More restarts than `restart_intensity` allows: the server stops listening, disconnects
/// everybody and reports why (`server_trouble`). Once more as many: what ends stays ended, with all connections, until
/// the server listens again. Lives on the first worker.
class server_supervisor final : public bound_actor {
public:
  server_supervisor(caf::actor_config& config, worker& home, server_context& context, sink_factory make_sink);

  const char* name() const override { return "troupe.server_supervisor"; }
  caf::behavior make_behavior() override;

private:
  enum class role { admission, broker, idle, sink };

  struct child {
    role job;
    std::size_t place; ///< the worker's index
    caf::actor handle;
  };

  void start_all();
  void start(role job, std::size_t place);
  actor_ref<bound_actor> make(role job, worker& home);
  void on_down(const caf::actor_addr& gone);
  bool too_many_restarts();
  void give_up();
  void report_trouble();
  void abort_connections();
  void serve_from(const std::shared_ptr<listener>& source);

  server_context& context_;
  sink_factory make_sink_;
  std::vector<std::shared_ptr<listener>> listeners_;
  std::vector<child> children_;
  std::vector<child> missing_; ///< ended too often to be started again
  std::deque<net::loop_clock::time_point> restarts_;
  bool given_up_ = false;
};

} // namespace troupe::actors
