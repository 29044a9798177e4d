#include <chrono>
#include <utility>

#include <caf/all.hpp>

#include "troupe/actors/server_error.hpp"
#include "troupe/actors/spawn_server.hpp"
#include "troupe/examples/chat/cluster/mesh.hpp"
#include "troupe/examples/chat/node/error_text.hpp"
#include "troupe/examples/chat/node/greeting.hpp"
#include "troupe/examples/chat/node/hub_actor.hpp"

namespace chat::node {

namespace actors = troupe::actors;

namespace {

/// How long clients may take their goodbye.
constexpr std::chrono::seconds stop_limit{3};

caf::error error_of(std::string text) {
  return caf::make_error(caf::sec::runtime_error, std::move(text));
}

} // namespace

// -- beginning --------------------------------------------------------------------------------------------------------

caf::result<started> hub_actor::start_all() {
  starting_ = make_response_promise();
  if (options_.port)
    listen(listener::plain, *options_.port, started_.plain);
  if (options_.tls_port)
    listen(listener::tls, *options_.tls_port, started_.tls);
  plan_tick();
  if (options_.has_links && !stopping_) {
    mesh_ = cluster::spawn_mesh(system(), options_.links, this);
    monitor(mesh_);
    ++opening_;
  }
  return starting_;
}

void hub_actor::listen(listener at, std::uint16_t port, std::string& told) {
  if (stopping_)
    return;
  auto how = listener_options(options_, port, at == listener::tls ? rules_ : nullptr);
  how.observer = this;
  auto server = actors::spawn_server(system(), std::move(how), caf::actor{this});
  if (!server)
    return fail(text_of(server.error()));
  servers_[static_cast<std::size_t>(at)] = *server;
  monitor(*server);
  ++opening_;
  // The answer is one of this actor's turns: `told` is a part of it.
  request(*server, caf::infinite, actors::get_listening{}).then([this, &told](const actors::listening_info& info) {
    told = info.endpoints.at(0);
    opened();
  });
}

void hub_actor::opened() {
  if (--opening_ == 0 && starting_.pending())
    starting_.deliver(started_);
}

// -- end --------------------------------------------------------------------------------------------------------------

void hub_actor::stop_all(const std::string& reason) {
  if (std::exchange(stopping_, true))
    return;
  node_.shutdown(reason, clock_.now());
  flush();
  // After what has just been sent to other nodes.
  if (mesh_)
    send(mesh_, cluster::leave_mesh{});
  for (const auto& server : servers_)
    if (server)
      caf::anon_send(server, actors::stop_listening{});
  delayed_send(this, stop_limit, stop_at_once{});
  look_whether_over();
}

void hub_actor::stop_now() {
  clients_.clear();
  for (const auto& server : servers_)
    if (server)
      send_exit(server, caf::exit_reason::user_shutdown);
  if (mesh_)
    send_exit(mesh_, caf::exit_reason::user_shutdown);
}

void hub_actor::fail(const std::string& why) {
  if (failure_.empty())
    failure_ = why;
  if (starting_.pending())
    starting_.deliver(error_of(why));
  else
    complain(log_, why);
  stop_all("Server failure");
}

void hub_actor::down(const caf::down_msg& message) {
  for (auto& server : servers_) {
    if (server && server.address() == message.source) {
      server = nullptr;
      if (!stopping_)
        fail("the server of the " + std::string{&server == &servers_[0] ? "plain" : "TLS"} +
             " port has ended: " + system().render(message.reason));
    }
  }
  if (mesh_ && mesh_.address() == message.source) {
    mesh_ = nullptr;
    if (!stopping_)
      fail("the links have ended: " + system().render(message.reason));
  }
  look_whether_over();
}

void hub_actor::look_whether_over() {
  if (!stopping_ || !clients_.empty())
    return;
  if (!std::exchange(told_servers_, true))
    for (const auto& server : servers_)
      if (server)
        caf::anon_send(server, actors::shut_down{});
  if (servers_[0] || servers_[1] || mesh_)
    return;
  if (failure_.empty())
    quit(caf::exit_reason::normal);
  else
    quit(error_of(failure_));
}

void hub_actor::on_exit() {
  stop_now();
  servers_ = {};
  mesh_ = nullptr;
}

} // namespace chat::node
