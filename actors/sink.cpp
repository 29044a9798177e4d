#include "troupe/actors/sink.hpp"

namespace troupe::actors {

sink::sink(caf::actor_config& config, worker& home, notice_queue& queue)
  : bound_actor(config, home), worker_(home), queue_(queue) {}

caf::behavior sink::make_behavior() {
  worker_.sink(this);
  worker_.events(&queue_);
  queue_.collect();
  return {
    [](const begin&) {},
    [this](const noticed& message) { queue_.push(*message.source); },
    [this](const server_trouble& message) { queue_.push(message); },
    [this](const server_notice& message) { queue_.push(message); },
  };
}

void sink::on_hot(caf::mailbox_element& message) {
  queue_.push(*value_of<noticed>(message).source);
}

void sink::on_exit() {
  if (worker_.sink() == this)
    worker_.sink(nullptr);
}

} // namespace troupe::actors
