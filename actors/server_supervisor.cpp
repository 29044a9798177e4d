#include "troupe/actors/server_supervisor.hpp"

#include <algorithm>

#include "troupe/actors/admission_supervisor.hpp"
#include "troupe/actors/broker.hpp"
#include "troupe/actors/idle_supervisor.hpp"

namespace troupe::actors {

namespace {

// Memory that was missing a moment ago may be there again.
constexpr std::chrono::milliseconds retry_time{100};

} // namespace

server_supervisor::server_supervisor(caf::actor_config& config, worker& home, server_context& context,
                                     sink_factory make_sink)
  : bound_actor(config, home), worker_(home), context_(context), make_sink_(std::move(make_sink)) {}

caf::behavior server_supervisor::make_behavior() {
  return {
    [this](const begin&) { start_all(); },
    [this](const child_ended& message) { on_ended(message.number); },
    [this](const serve& message) { serve_from(message.source); },
    [this](const stop_serving&) { stop_listening(); },
    [this](const server_notice& message) { pass_on(message); },
  };
}

void server_supervisor::on_exit() {
  if (retry_timer_ != net::timer_id::none)
    worker_.loop().cancel_timer(retry_timer_);
  if (!context_.end_serving_for_good())
    return;
  report_trouble();
  try {
    stop_listening();
  } catch (...) { // NOLINT(bugprone-empty-catch): the listeners are shut already
  }
}

// -- children ----------------------------------------------------------------------------------------------------

void server_supervisor::start_all() {
  context_.permits.on_free([&shared = context_] {
    try {
      if (const auto told = shared.admission())
        caf::anon_send(told, permits_free{});
    } catch (...) {
      // With the next permit, then.
      shared.permits.want();
    }
  });
  children_.push_back({role::admission, 0, {}});
  for (std::size_t place = 0; place < context_.workers.size(); ++place) {
    // The sink first: a connection must find somebody to report to.
    for (const auto job : {role::sink, role::idle, role::broker})
      children_.push_back({job, place, {}});
  }
  for (auto& one : children_)
    start(one);
}

void server_supervisor::start_missing() {
  bool failed = false;
  for (auto& one : children_) {
    if (one.handle || one.given_up)
      continue;
    try {
      start(one);
    } catch (...) {
      failed = true;
    }
  }
  if (failed)
    retry_later();
}

void server_supervisor::start(child& missing) {
  // What may fail comes first: an actor that was told to begin is on its way.
  begin first;
  if (missing.job == role::broker)
    first.sources = listeners_;
  const auto started = make(missing.job, *context_.workers[missing.place]);
  auto handle = caf::actor_cast<caf::actor>(started->ctrl());
  const auto number = ++last_number_;
  started->tell_end(address(), child_ended{number});
  const auto put_in_place = [&](const caf::actor& who) {
    if (missing.job == role::broker)
      context_.broker_of(missing.place, who);
    if (missing.job == role::admission)
      context_.admission(who);
  };
  put_in_place(handle);
  try {
    started->tell(std::move(first));
  } catch (...) {
    put_in_place({});
    throw;
  }
  missing.handle = std::move(handle);
  missing.number = number;
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

void server_supervisor::on_ended(std::uint64_t number) {
  const auto found =
    std::find_if(children_.begin(), children_.end(), [&](const child& one) { return one.number == number; });
  if (found == children_.end())
    return;
  found->handle = {};
  try {
    replace(*found);
  } catch (...) {
    retry_later();
  }
}

void server_supervisor::replace(child& lost) {
  const bool too_many = too_many_restarts();
  if (too_many && given_up_) {
    lost.given_up = true;
    return for_each_connection(
      [](connection& served) { served.tell(abort_connection{std::make_error_code(std::errc::connection_aborted)}); });
  }
  if (too_many) {
    given_up_ = true;
    restarts_.clear();
    listeners_.clear();
    context_.end_serving();
  }
  // Also after giving up: connections that live on are still served to their end.
  start_missing();
  if (too_many) {
    report_trouble();
    stop_listening();
    ++context_.shutdowns;
    for_each_connection([](connection& served) { served.disconnect(close_how::lingering); });
  }
}

bool server_supervisor::too_many_restarts() {
  const auto allowed = context_.options()->restarts;
  const auto now = worker_.loop().now();
  while (!restarts_.empty() && now - restarts_.front() > allowed.period)
    restarts_.pop_front();
  restarts_.push_back(now);
  return restarts_.size() > allowed.most;
}

void server_supervisor::report_trouble() {
  // The sink lives here, too: it is told without a message that would need memory.
  if (auto* sink = worker_.sink(); sink != nullptr)
    sink->tell(server_trouble{std::make_error_code(std::errc::state_not_recoverable), true});
}

void server_supervisor::pass_on(const server_notice& message) {
  if (auto* sink = worker_.sink(); sink != nullptr)
    sink->tell(message);
}

void server_supervisor::retry_later() {
  if (retry_timer_ == net::timer_id::none)
    retry_timer_ = worker_.loop().start_timer(retry_time, *this, 0);
}

void server_supervisor::on_timer(net::timer_id, std::uint64_t) {
  attempt([&] {
    retry_timer_ = net::timer_id::none;
    start_missing();
  });
}

// -- listening ---------------------------------------------------------------------------------------------------

void server_supervisor::serve_from(const std::shared_ptr<listener>& source) {
  given_up_ = false;
  for (auto& one : children_)
    one.given_up = false;
  start_missing();
  listeners_.push_back(source);
  tell_brokers(accept_from{source});
}

void server_supervisor::stop_listening() {
  listeners_.clear();
  tell_brokers(stop_accepting{});
}

template <class Message>
void server_supervisor::tell_brokers(const Message& message) {
  for (const auto& one : children_) {
    if (one.job == role::broker && one.handle)
      anon_send(one.handle, message);
  }
}

template <class Work>
void server_supervisor::for_each_connection(Work work) {
  for (const auto& home : context_.workers) {
    for (const auto& served : home->all())
      work(*served);
  }
}

} // namespace troupe::actors
