#include "troupe/api/facade.hpp"

#include "troupe/actors/worker.hpp"

namespace troupe {

facade::facade(caf::actor_config& config, actors::worker& home, event_queue& events)
  : bound_actor(config, home), worker_(home), events_(events) {}

caf::behavior facade::make_behavior() {
  worker_.sink(this);
  worker_.events(&events_);
  events_.collect();
  return {
    [](const actors::begin&) {},
    [this](const actors::noticed& message) { events_.push(*message.source); },
    [this](const actors::server_trouble& message) { events_.push(message); },
  };
}

void facade::on_hot(caf::mailbox_element& message) {
  events_.push(*value_of<actors::noticed>(message).source);
}

void facade::on_exit() {
  if (worker_.sink() == this)
    worker_.sink(nullptr);
}

} // namespace troupe
