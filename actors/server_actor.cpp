#include "troupe/actors/server_actor.hpp"

#include <utility>

namespace troupe::actors {

namespace {

/// To itself: the time that `drain` gave is over.
struct drain_over {};

void answer_all(std::vector<caf::response_promise>& waiting) {
  for (auto& one : std::exchange(waiting, {}))
    one.deliver(caf::unit);
}

} // namespace

} // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::drain_over)

namespace troupe::actors {

server_actor::server_actor(caf::actor_config& config, std::unique_ptr<service> behind, const caf::actor& handler)
  : event_based_actor(config), service_(std::move(behind)) {
  if (!handler)
    return;
  set_down_handler([this](caf::down_msg& message) {
    service_->draining();
    ends_ = true;
    reason_ = std::move(message.reason);
    service_->lose_handler();
    look_whether_over();
  });
  monitor(handler);
}

caf::behavior server_actor::make_behavior() {
  self_ = caf::strong_actor_ptr{ctrl()};
  return {
    [this](const get_listening&) { return service_->listening(); },
    [this](const stop_listening&) {
      service_->stop_listening();
      return service_->listening();
    },
    [this](const resume_listening&) { return resume(); },
    [this](const list_connections&) { return service_->connections(); },
    [this](const find_connection& message) { return service_->find(message.id); },
    [this](const broadcast& message) { service_->send(message); },
    [this](const disconnect_some& message) { service_->send(message); },
    [this](const actors::drain& message) { return drain(std::chrono::seconds{message.seconds}); },
    [this](const actors::shut_down&) { return shut_down(); },
    [this](const drain_over&) {
      service_->disconnect_all();
      look_whether_over();
    },
    [this](const connection_over&) { look_whether_over(); },
    [this](const server_problem& message) {
      if (message.stopped)
        quit(make_error(server_error::gave_up, "the server gave up: " + message.what.text));
    },
  };
}

void server_actor::on_exit() {
  service_.reset();
  self_ = nullptr;
}

caf::result<listening_info> server_actor::resume() {
  if (ends_)
    return make_error(server_error::shutting_down, "resume_listening: the server is shutting down");
  if (!service_->listening().listening) {
    if (auto failed = service_->listen())
      return failed;
  }
  return service_->listening();
}

caf::result<void> server_actor::drain(std::chrono::seconds limit) {
  service_->draining();
  service_->stop_listening();
  auto answer = make_response_promise();
  drained_.push_back(answer);
  if (limit.count() > 0)
    delayed_send(this, limit, drain_over{});
  look_whether_over();
  return caf::delegated<void>{};
}

caf::result<void> server_actor::shut_down() {
  service_->draining();
  ends_ = true;
  auto answer = make_response_promise();
  shut_down_.push_back(answer);
  service_->disconnect_all();
  look_whether_over();
  return caf::delegated<void>{};
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
