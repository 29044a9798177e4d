#include "troupe/actors/server_actor.hpp"

#include <utility>

namespace troupe::actors {

namespace {

/// To itself: the time that `drain` gave is over.
struct drain_over {
  std::uint64_t number = 0;
};

void answer_all(std::vector<caf::response_promise>& waiting) {
  for (auto& one : std::exchange(waiting, {}))
    one.deliver(caf::unit);
}

} // namespace

} // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::drain_over)

namespace troupe::actors {

server_actor::server_actor(caf::actor_config& config, std::unique_ptr<service> behind, caf::actor handler)
  : event_based_actor(config), service_(std::move(behind)), handler_(std::move(handler)) {}

caf::behavior server_actor::make_behavior() {
  begin();
  return {
    [this](const get_listening&) { return service_->listening(); },
    [this](const stop_listening&) {
      service_->stop_listening();
      return service_->listening();
    },
    [this](const resume_listening&) { return listen_again(); },
    [this](const list_connections&) { return service_->connections(); },
    [this](const find_connection& message) { return service_->find(message.id); },
    [this](const broadcast& message) { service_->send(message); },
    [this](const disconnect_some& message) { service_->send(message); },
    [this](const actors::drain& message) { return drain(std::chrono::seconds{message.seconds}); },
    [this](const actors::shut_down&) { return shut_down(); },
    [this](const limit_connections& message) { service_->limit(message.most); },
    [this](const drain_over& message) { on_drain_over(message.number); },
    [this](const connection_over&) { look_whether_over(); },
    [this](const server_problem& message) {
      if (message.stopped)
        quit(make_error(server_error::gave_up, "the server gave up: " + message.what.text));
    },
  };
}

void server_actor::begin() {
  self_ = caf::strong_actor_ptr{ctrl()};
  service_->owner(caf::actor_cast<caf::actor>(self_));
  // Before there was anybody to be told.
  if (service_->gave_up())
    return quit(make_error(server_error::gave_up, "the server gave up as soon as it had begun"));
  if (!handler_)
    return;
  set_down_handler([this](caf::down_msg& message) { lose_handler(std::move(message.reason)); });
  monitor(handler_);
}

void server_actor::on_exit() {
  for (auto* waiting : {&drained_, &shut_down_}) {
    for (auto& one : std::exchange(*waiting, {}))
      one.deliver(make_error(server_error::shutting_down, "the server ended at once"));
  }
  service_.reset();
  handler_ = nullptr;
  self_ = nullptr;
}

void server_actor::lose_handler(caf::error reason) {
  service_->draining(true);
  ends_ = true;
  reason_ = std::move(reason);
  service_->lose_handler();
  look_whether_over();
}

caf::result<listening_info> server_actor::listen_again() {
  if (ends_)
    return make_error(server_error::shutting_down, "resume_listening: the server is shutting down");
  if (!service_->listening().listening) {
    if (auto failed = service_->listen())
      return failed;
    ++drains_;
    service_->draining(false);
  }
  return service_->listening();
}

caf::result<void> server_actor::drain(std::chrono::seconds limit) {
  service_->draining(true);
  service_->stop_listening();
  auto answer = make_response_promise();
  drained_.push_back(answer);
  ++drains_;
  if (limit.count() > 0)
    delayed_send(this, limit, drain_over{drains_});
  look_whether_over();
  return caf::delegated<void>{};
}

caf::result<void> server_actor::shut_down() {
  service_->draining(true);
  ends_ = true;
  auto answer = make_response_promise();
  shut_down_.push_back(answer);
  service_->disconnect_all();
  look_whether_over();
  return caf::delegated<void>{};
}

void server_actor::on_drain_over(std::uint64_t number) {
  // Another drain has begun since, or it listens again.
  if (number != drains_)
    return;
  service_->disconnect_all();
  look_whether_over();
}

void server_actor::look_whether_over() {
  if (service_->has_connections())
    return;
  answer_all(drained_);
  answer_all(shut_down_);
  if (ends_)
    quit(reason_);
}

} // namespace troupe::actors
