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
/// ends. A child that can't be started for lack of memory is tried again a little later.
///
/// It holds the listening sockets, so that clients who arrive while a broker is being restarted wait in the backlog
/// instead of being refused. More restarts than `restart_intensity` allows: the server stops listening, disconnects
/// everybody and reports why (`server_trouble`). Once more as many: what ends stays ended, with all connections, until
/// the server listens again. Nobody restarts the supervisor itself: when it ends, the server stops listening for good
/// (server_context::over) and reports it. Lives on the first worker.
class server_supervisor final : public bound_actor, public net::timer_handler {
public:
  server_supervisor(caf::actor_config& config, worker& home, server_context& context, sink_factory make_sink);

  const char* name() const override { return "troupe.server_supervisor"; }
  caf::behavior make_behavior() override;

private:
  enum class role { admission, broker, idle, sink };

  struct child {
    role job;
    std::size_t place;        ///< the worker's index
    caf::actor handle;        ///< none: it has ended, and was not started again yet
    std::uint64_t number = 0; ///< by which it tells its end
    bool given_up = false;    ///< ended too often to be started again
  };

  void on_exit() override;
  void on_timer(net::timer_id timer, std::uint64_t cookie) override;

  void start_all();
  void start_missing();
  void start(child& missing);
  actor_ref<bound_actor> make(role job, worker& home);
  void on_ended(std::uint64_t number);
  void replace(child& lost);
  bool too_many_restarts();
  void report_trouble();
  void pass_on(const server_notice& message);
  void retry_later();
  void serve_from(const std::shared_ptr<listener>& source);
  void stop_listening();
  template <class Message>
  void tell_brokers(const Message& message);
  template <class Work>
  void for_each_connection(Work work);

  worker& worker_;
  server_context& context_;
  sink_factory make_sink_;
  std::vector<std::shared_ptr<listener>> listeners_;
  std::vector<child> children_;
  std::uint64_t last_number_ = 0;
  net::timer_id retry_timer_ = net::timer_id::none;
  std::deque<net::loop_clock::time_point> restarts_;
  bool given_up_ = false;
};

} // namespace troupe::actors
