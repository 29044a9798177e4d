#include "troupe/actors/service.hpp"

#include <algorithm>
#include <utility>

#include <caf/send.hpp>

#include "troupe/actors/sink.hpp"

namespace troupe::actors {

namespace {

caf::error cannot_listen(const std::string& where, const std::error_code& why) {
  return make_error(server_error::cannot_listen, "cannot listen on " + where + ": " + why.message());
}

} // namespace

service::service(spawn_options options, handler_factory handlers, bool shared_handler) : options_(std::move(options)) {
  options_.connections.send_limit = std::max<std::size_t>(options_.connections.send_limit, 1);
  how_.options = std::make_shared<const server_options>(options_.connections);
  how_.make = std::move(handlers);
  how_.shared_handler = shared_handler;
  // What follows a STARTTLS line is never told before TLS has begun (RFC 3207, 4.2).
  const bool one_by_one = options_.connections.start == tls_start::on_request;
  how_.unprocessed = one_by_one ? 1 : std::max<std::size_t>(options_.unprocessed, 1);
  how_.tell_tls_status = options_.tell_tls_status;
  how_.admit = options_.admit;
  how_.choose_certificate = options_.choose_certificate;
  how_.verify_client = options_.verify_client;
  how_.observer = options_.observer;
}

service::~service() {
  // Handlers that still run may use all of this.
  if (server_)
    server_->end_threads();
}

caf::expected<std::unique_ptr<service>> service::start(caf::actor_system& system, spawn_options options,
                                                       handler_factory handlers, bool shared_handler) {
  std::unique_ptr<service> started{new service(std::move(options), std::move(handlers), shared_handler)};
  if (auto failed = started->run(system))
    return failed;
  return started;
}

caf::error service::run(caf::actor_system& system) {
  const auto& wanted = options_.connections;
  if (wanted.start == tls_start::at_once && (wanted.tls == nullptr || !wanted.tls->has_identity()))
    return make_error(server_error::no_certificate,
                      "connections.start is at_once: set connections.tls to a context with a certificate");
  if (auto failed = resolve())
    return failed;
  server::setup how;
  how.threads = std::max<std::size_t>(options_.threads, 1);
  how.max_connections = options_.max_connections;
  how.options = how_.options;
  auto started = server::start(system, network_, how, [this](worker& home) -> actor_ref<bound_actor> {
    if (dispatchers_.size() <= home.index())
      dispatchers_.resize(home.index() + 1);
    auto& here = dispatchers_[home.index()];
    if (!here)
      here = std::make_unique<dispatcher>(home, how_);
    return spawn_bound<sink>(home, home, *here);
  });
  if (!started)
    return make_error(server_error::cannot_start, "starting the server's loops: " + started.error().message());
  server_ = std::move(*started);
  return {};
}

// -- listening ---------------------------------------------------------------------------------------------------

caf::error service::resolve() {
  for (const auto& wanted : options_.listen) {
    auto found = net::resolve(wanted.host, wanted.port, options_.family);
    if (!found)
      return make_error(server_error::cannot_listen, "'" + wanted.host + "': " + found.error().message());
    // "" is one socket for both families; a name may have several addresses.
    places_.insert(places_.end(), found->begin(), found->end());
  }
  return {};
}

caf::error service::listen() {
  for (auto& place : places_) {
    if (auto failed = listen_on(place)) {
      stop_listening();
      return failed;
    }
  }
  return {};
}

caf::error service::listen_on(net::endpoint& at) {
  net::listen_options how;
  how.backlog = options_.backlog;
  how.v6_only = options_.family == net::ip_family::v6_only;
  const auto local = server_->listen(at, how);
  if (!local)
    return cannot_listen(at.to_string(), local.error());
  at = *local;
  return {};
}

void service::stop_listening() {
  server_->stop_listening();
}

listening_info service::listening() const {
  listening_info told;
  told.listening = server_->context().serving() && !places_.empty();
  for (const auto& place : places_)
    told.endpoints.push_back(place.to_string());
  return told;
}

// -- connections -------------------------------------------------------------------------------------------------

std::vector<connection_info> service::connections() const {
  std::vector<connection_info> found;
  for (const auto& one : server_->connections()) {
    if (one->connected())
      found.push_back(one->information());
  }
  return found;
}

caf::expected<connection_info> service::find(connection_id id) const {
  const auto found = server_->find(id);
  if (!found || !found->connected())
    return make_error(server_error::no_such_connection, "there is no connection " + std::to_string(id));
  return found->information();
}

bool service::has_connections() const {
  for (const auto& home : server_->context().workers) {
    if (home->load() > 0)
      return true;
  }
  return false;
}

void service::disconnect_all() {
  server_->shutdown();
}

void service::lose_handler() {
  disconnect_all();
  for (const auto& one : server_->connections())
    one->post(handler_lost{});
}

void service::limit(std::int64_t connections) {
  server_->context().permits.limit(connections);
}

bool service::gave_up() const {
  return server_->context().over() || !server_->context().serving();
}

void service::send(const broadcast& message) {
  send_parts(message.to, fan_out{{}, message.bytes});
}

void service::send(const disconnect_some& message) {
  send_parts(message.which, fan_close{{}, message.how});
}

template <class Message>
void service::send_parts(const std::vector<connection_id>& to, Message message) {
  auto& context = server_->context();
  const auto count = context.workers.size();
  for (std::size_t index = 0; index < count; ++index) {
    auto part = message;
    for (const auto id : to) {
      if (id > 0 && static_cast<std::size_t>(id - 1) % count == index)
        part.to.push_back(id);
    }
    if (const auto broker = context.broker_of(index); broker && !part.to.empty())
      caf::anon_send(broker, std::move(part));
  }
}

} // namespace troupe::actors
