#pragma once

#include "troupe/actors/bound_actor.hpp"
#include "troupe/api/event_queue.hpp"

namespace troupe {

/// The actor that a worker's connections report to when the documented API is used: it puts them into the event queue.
///
/// No handler runs in its turn. The queue is not its own, so that nothing is lost when the façade is restarted.
class facade final : public actors::bound_actor {
public:
  facade(caf::actor_config& config, actors::worker& home, event_queue& events);

  const char* name() const override { return "troupe.facade"; }
  caf::behavior make_behavior() override;

private:
  void on_hot(caf::mailbox_element& message) override;
  void on_exit() override;

  actors::worker& worker_;
  event_queue& events_;
};

} // namespace troupe
