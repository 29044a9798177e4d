#include "troupe/actors/idle_supervisor.hpp"

#include <algorithm>

#include "troupe/actors/connection.hpp"
#include "troupe/actors/worker.hpp"

namespace troupe::actors {

idle_supervisor::idle_supervisor(caf::actor_config& config, worker& home) : bound_actor(config, home), worker_(home) {}

caf::behavior idle_supervisor::make_behavior() {
  worker_.idle(this);
  // Started again after a failure: nobody else remembers who is to be watched.
  for (const auto& served : worker_.all())
    begin_watching(*served);
  return {
    [](const begin&) {},
    [this](const watch& message) { begin_watching(message.connection); },
  };
}

void idle_supervisor::on_hot(caf::mailbox_element& message) {
  begin_watching(value_of<watch>(message).connection);
}

void idle_supervisor::on_exit() {
  for (const auto& [id, entry] : armed_)
    worker_.loop().cancel_timer(entry.timer);
  armed_.clear();
  if (worker_.idle() == this)
    worker_.idle(nullptr);
}

void idle_supervisor::begin_watching(connection_id id) {
  if (const auto* const served = worker_.find_here(id); served != nullptr)
    begin_watching(*served);
}

void idle_supervisor::begin_watching(const connection& watched) {
  const auto deadline = watched.deadline();
  if (!deadline)
    return;
  auto& entry = armed_[watched.id()];
  if (entry.timer != net::timer_id::none) {
    // The timer that runs fires early enough: it will see the later deadline then.
    if (entry.deadline <= *deadline)
      return;
    worker_.loop().cancel_timer(entry.timer);
  }
  auto& loop = worker_.loop();
  entry.deadline = *deadline;
  entry.timer = loop.start_timer(std::max(*deadline - loop.now(), net::loop_clock::duration::zero()), *this,
                                 static_cast<std::uint64_t>(watched.id()));
}

void idle_supervisor::forget(connection_id id) noexcept {
  const auto found = armed_.find(id);
  if (found == armed_.end())
    return;
  worker_.loop().cancel_timer(found->second.timer);
  armed_.erase(found);
}

void idle_supervisor::on_timer(net::timer_id, std::uint64_t cookie) {
  attempt([&] { look_at(static_cast<connection_id>(cookie)); });
}

void idle_supervisor::look_at(connection_id id) {
  armed_.erase(id);
  const auto served = worker_.find(id);
  if (!served)
    return;
  if (const auto deadline = served->deadline(); deadline && *deadline <= worker_.loop().now())
    served->expire();
  else
    begin_watching(*served);
}

} // namespace troupe::actors
