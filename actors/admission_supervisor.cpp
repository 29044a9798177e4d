#include "troupe/actors/admission_supervisor.hpp"

#include "troupe/actors/messages.hpp"

namespace troupe::actors {

admission_supervisor::admission_supervisor(caf::actor_config& config, worker& home, server_context& context)
  : bound_actor(config, home), context_(context) {}

caf::behavior admission_supervisor::make_behavior() {
  return {
    // Started again: a call for permits may have been lost with the one before.
    [this](const begin&) { wake_brokers(); },
    [this](const permits_free&) { wake_brokers(); },
  };
}

void admission_supervisor::wake_brokers() {
  for (std::size_t index = 0; index < context_.workers.size(); ++index) {
    if (const auto broker = context_.broker_of(index))
      anon_send(broker, permits_free{});
  }
}

} // namespace troupe::actors
