#include "troupe/tests/chat/cluster/mesh_node.hpp"

#include <chrono>
#include <utility>

#include <caf/all.hpp>

namespace chat::test {

namespace {

caf::behavior own_mesh(caf::event_based_actor* self, const std::shared_ptr<troupe::test::event_lines>& events,
                       mesh_node::owner how) {
  self->set_down_handler([=](const caf::down_msg&) {
    events->add("ended");
    self->quit();
  });
  return {
    [=](const cluster::listening& told) { events->add("listening " + std::to_string(told.where.port)); },
    [=](const cluster::peer_up& told) { events->add("up " + told.name + " " + std::to_string(told.incarnation)); },
    [=](const cluster::peer_down& told) { events->add("down " + told.name + " " + told.reason); },
    [=](const cluster::payload& told) {
      const auto bytes = told.bytes.size() < 1000 ? told.bytes : std::to_string(told.bytes.size()) + " bytes";
      events->add("payload " + told.from + " " + bytes);
      const auto mesh = caf::actor_cast<caf::actor>(self->current_sender());
      if (how == mesh_node::owner::distrusts)
        self->send(mesh, cluster::drop_link{told.link, "it talks nonsense"});
      if (how != mesh_node::owner::is_stuck)
        self->send(mesh, cluster::taken{told.link, told.number});
    },
    [=](const cluster::note& told) { events->add("note " + told.text); },
    [=](const cluster::failed& told) { events->add("failed " + told.reason); },
    [=](const caf::actor& mesh) { self->monitor(mesh); },
  };
}

} // namespace

cluster::settings quick_settings(const std::string& name) {
  cluster::settings result;
  result.name = name;
  result.heartbeat_interval = std::chrono::milliseconds{200};
  result.heartbeat_limit = std::chrono::milliseconds{2000};
  result.connect_limit = std::chrono::milliseconds{2000};
  result.retry_least = std::chrono::milliseconds{20};
  result.retry_most = std::chrono::milliseconds{200};
  return result;
}

mesh_node::mesh_node(const cluster::settings& wanted, const link_certificate& guard, owner how)
  : config_(std::make_unique<caf::actor_system_config>()) {
  auto settings = wanted;
  settings.tls = !guard.certificate.empty();
  config_->openssl_certificate = guard.certificate;
  config_->openssl_key = guard.key;
  config_->openssl_cafile = guard.authority;
  cluster::configure(*config_, settings);
  system_ = std::make_unique<caf::actor_system>(*config_);
  owner_ = system_->spawn(own_mesh, events_, how);
  mesh_ = cluster::spawn_mesh(*system_, settings, owner_);
  caf::anon_send(owner_, mesh_);
}

mesh_node::~mesh_node() {
  leave();
  mesh_ = nullptr;
  owner_ = nullptr;
}

std::uint16_t mesh_node::port() {
  if (port_ == 0)
    port_ = static_cast<std::uint16_t>(std::stoi(take("listening ").substr(10)));
  return port_;
}

void mesh_node::join(std::uint16_t port) {
  caf::anon_send(mesh_, cluster::join_node{{"127.0.0.1", port}});
}

void mesh_node::send(const std::string& to, const std::string& bytes) {
  caf::anon_send(mesh_, cluster::send_to{to, bytes});
}

void mesh_node::send_all(const std::string& bytes) {
  caf::anon_send(mesh_, cluster::send_all{bytes});
}

void mesh_node::leave() {
  caf::anon_send(mesh_, cluster::leave_mesh{});
}

} // namespace chat::test
