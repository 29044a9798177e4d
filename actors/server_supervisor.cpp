#include "troupe/actors/server_supervisor.hpp"

#include <algorithm>

#include "troupe/actors/admission_supervisor.hpp"
#include "troupe/actors/broker.hpp"
#include "troupe/actors/idle_supervisor.hpp"

namespace troupe::actors {

server_supervisor::server_supervisor(caf::actor_config& config, worker& home, server_context& context,
                                     sink_factory make_sink)
  : bound_actor(config, home), context_(context), make_sink_(std::move(make_sink)) {}

caf::behavior server_supervisor::make_behavior() {
  set_down_handler([this](caf::scheduled_actor*, caf::down_msg& down) { on_down(down.source); });
  return {
    [this](const begin&) { start_all(); },
    [this](const serve& message) { serve_from(message.source); },
    [this](const stop_serving&) {
      listeners_.clear();
      for (const auto& one : children_) {
        if (one.job == role::broker)
          anon_send(one.handle, stop_accepting{});
      }
    },
  };
}

void server_supervisor::serve_from(const std::shared_ptr<listener>& source) {
  given_up_ = false;
  for (const auto& one : std::exchange(missing_, {}))
    start(one.job, one.place);
  listeners_.push_back(source);
  for (const auto& one : children_) {
    if (one.job == role::broker)
      anon_send(one.handle, accept_from{source});
  }
}

void server_supervisor::start_all() {
  context_.permits.on_free([&shared = context_] {
    if (const auto told = shared.admission())
      caf::anon_send(told, permits_free{});
  });
  start(role::admission, 0);
  for (std::size_t place = 0; place < context_.workers.size(); ++place) {
    // The sink first: a connection must find somebody to report to.
    start(role::sink, place);
    start(role::idle, place);
    start(role::broker, place);
  }
}

void server_supervisor::start(role job, std::size_t place) {
  const auto started = make(job, *context_.workers[place]);
  const auto handle = caf::actor_cast<caf::actor>(started->ctrl());
  monitor(handle);
  children_.push_back({job, place, handle});
  if (job == role::broker)
    context_.broker_of(place, handle);
  if (job == role::admission)
    context_.admission(handle);
  started->tell(begin{});
  if (job == role::broker) {
    for (const auto& source : listeners_)
      started->tell(accept_from{source});
  }
}

actor_ref<bound_actor> server_supervisor::make(role job, worker& home) {
  switch (job) {
  case role::admission:
    return spawn_bound<admission_supervisor>(home, home, context_);
  case role::broker:
    return spawn_bound<broker>(home, home, context_);
  case role::idle:
    return spawn_bound<idle_supervisor>(home, home);
  case role::sink:
    break;
  }
  return make_sink_(home);
}

void server_supervisor::on_down(const caf::actor_addr& gone) {
  const auto found =
    std::find_if(children_.begin(), children_.end(), [&](const child& one) { return one.handle.address() == gone; });
  if (found == children_.end())
    return;
  const auto lost = *found;
  children_.erase(found);
  const bool too_many = too_many_restarts();
  if (too_many && given_up_) {
    missing_.push_back(lost);
    return abort_connections();
  }
  if (too_many)
    give_up();
  // Also after giving up: connections that live on are still served to their end.
  start(lost.job, lost.place);
  if (too_many)
    report_trouble();
}

bool server_supervisor::too_many_restarts() {
  const auto allowed = context_.options()->restarts;
  const auto now = context_.workers.front()->loop().now();
  while (!restarts_.empty() && now - restarts_.front() > allowed.period)
    restarts_.pop_front();
  restarts_.push_back(now);
  return restarts_.size() > allowed.most;
}

void server_supervisor::give_up() {
  given_up_ = true;
  restarts_.clear();
  context_.serving = false;
  for (const auto& source : listeners_)
    source->refuse();
  listeners_.clear();
  ++context_.shutdowns;
  for (const auto& home : context_.workers) {
    for (const auto& served : home->all())
      served->disconnect(close_how::lingering);
  }
  for (const auto& one : children_) {
    if (one.job == role::broker)
      anon_send(one.handle, stop_accepting{});
  }
}

void server_supervisor::abort_connections() {
  for (const auto& home : context_.workers) {
    for (const auto& served : home->all())
      served->tell(abort_connection{std::make_error_code(std::errc::connection_aborted)});
  }
}

void server_supervisor::report_trouble() {
  for (const auto& one : children_) {
    if (one.job == role::sink && one.place == 0)
      anon_send(one.handle, server_trouble{std::make_error_code(std::errc::state_not_recoverable), true});
  }
}

} // namespace troupe::actors
