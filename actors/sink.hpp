#pragma once

#include "troupe/actors/bound_actor.hpp"
#include "troupe/actors/notice_queue.hpp"

namespace troupe::actors {

/// The actor that a worker's connections report to: it puts them into the queue. Restarted by the server supervisor.
///
/// No handler runs in its turn. The queue is not its own, so that nothing is lost when the sink is restarted.
class sink : public bound_actor {
public:
  sink(caf::actor_config& config, worker& home, notice_queue& queue);

  const char* name() const override { return "troupe.sink"; }
  caf::behavior make_behavior() override;

private:
  void on_hot(caf::mailbox_element& message) final;
  void on_exit() final;

  worker& worker_;
  notice_queue& queue_;
};

} // namespace troupe::actors
