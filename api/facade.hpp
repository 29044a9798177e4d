#pragma once

#include "troupe/actors/sink.hpp"
#include "troupe/api/event_queue.hpp"

namespace troupe {

/// The actor that a worker's connections report to when the documented API is used: it puts them into the event queue,
/// which makes documented events of what they report.
class facade final : public actors::sink {
public:
  facade(caf::actor_config& config, actors::worker& home, event_queue& events) : sink(config, home, events) {}

  const char* name() const override { return "troupe.facade"; }
};

} // namespace troupe
