#include "troupe/examples/chat/cluster/mesh_actor.hpp"

#include <algorithm>
#include <utility>

#include <caf/all.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/middleman_actor.hpp>

#include "troupe/examples/chat/cluster/link_middleman.hpp"

namespace chat::cluster {

namespace {

/// Of two starts the later has the greater number, as far as the clocks of the machines agree.
std::uint64_t incarnation_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

/// How long those that are up have to take what was sent before `leave_mesh`.
constexpr std::chrono::seconds leave_limit{1};

} // namespace

mesh_actor::mesh_actor(caf::actor_config& config, settings wanted, caf::actor owner)
  : caf::event_based_actor(config), settings_(std::move(wanted)),
    owner_(std::move(owner)), self_{settings_.name, incarnation_now(), {settings_.host, settings_.port}},
    roster_(settings_, self_.incarnation) {}

caf::behavior mesh_actor::make_behavior() {
  monitor(owner_);
  set_down_handler([this](caf::down_msg& message) { down(message); });
  // Whoever reaches a plain link port can send what he likes; CAF's defaults would print it, or end the mesh.
  set_default_handler(caf::drop);
  set_error_handler([](const caf::error&) {});
  set_exit_handler([this](const caf::exit_msg& message) {
    if (message.source.node() == system().node())
      quit(message.reason);
  });
  for (const auto& where : settings_.joins)
    roster_.configure(where, clock::now());
  publish();
  return {
    [this](const send_to& wanted) { take(wanted); },
    [this](const send_all& wanted) { take(wanted); },
    [this](const taken& told) { take(told); },
    [this](const drop_link& wanted) { take(wanted); },
    [this](const join_node& wanted) { roster_.configure(wanted.where, clock::now()); },
    [this](leave_mesh) { begin_leaving(); },
    [this](const wire::hello& said) { take(said); },
    [this](const wire::welcome& said) { take(said); },
    [this](const wire::confirm& said) { take(said); },
    [this](const wire::refusal& said) { take(said); },
    [this](wire::frame& said) { take(said); },
    [this](const wire::pulse& said) { take(said); },
    [this](const wire::addresses& said) { take(said); },
    [this](const wire::drop& said) { take(said); },
    [this](caf::tick_atom) { tick(); },
  };
}

// -- life and clock ---------------------------------------------------------------------------------------------------

void mesh_actor::publish() {
  auto middleman = spawn_link_middleman(system(), this, settings_.tls, settings_.connect_limit);
  // With SO_REUSEADDR, since a node that is started again finds connections of the last one in TIME-WAIT.
  request(middleman, caf::infinite, caf::publish_atom_v, settings_.port, caf::actor_cast<caf::strong_actor_ptr>(this),
          std::set<std::string>{}, settings_.host, true)
    .then(
      [=](std::uint16_t port) {
        send_exit(middleman, caf::exit_reason::kill);
        published(port);
      },
      [=](const caf::error& error) {
        send_exit(middleman, caf::exit_reason::kill);
        give_up("cannot listen for links on " + to_text(self_.where) + ": " + system().render(error));
      });
}

void mesh_actor::published(std::uint16_t port) {
  self_.where.port = port;
  is_published_ = true;
  send(owner_, listening{self_.where});
  next_pulse_ = clock::now();
  last_tick_ = next_pulse_;
  tick();
}

void mesh_actor::tick() {
  const auto now = clock::now();
  if (leaves_by_ && (peers_.empty() || now >= *leaves_by_)) {
    finish();
    return;
  }
  const std::chrono::milliseconds pause = std::min(settings_.heartbeat_interval / 2, std::chrono::milliseconds{250});
  delayed_send(this, pause, caf::tick_atom_v);
  if (now - last_tick_ > settings_.heartbeat_limit) // the others have given this node up; perhaps another has its name
    self_.incarnation = incarnation_now();
  last_tick_ = now;
  std::vector<std::string> silent;
  for (const auto& [name, peer] : peers_)
    if (now - peer.heard > settings_.heartbeat_limit)
      silent.push_back(name);
  for (const auto& name : silent)
    lose(name, "silent for " + std::to_string(settings_.heartbeat_limit.count()) + " ms", wire::farewell::dropped);
  if (now >= next_pulse_) {
    next_pulse_ = now + settings_.heartbeat_interval;
    for (auto& [name, peer] : peers_)
      send_pulse(peer, false);
  }
  expire_handshakes(now);
  expire_contests(now);
  unwatch_strangers();
  if (!leaves_by_)
    dial_due(now);
}

void mesh_actor::expire_handshakes(clock::time_point now) {
  for (auto place = pending_.begin(); place != pending_.end();) {
    const auto& with = place->second;
    if (now < with.deadline) {
      ++place;
      continue;
    }
    if (with.is_dialed)
      not_reached(with.dialed, "the node there does not answer");
    place = pending_.erase(place);
  }
}

void mesh_actor::expire_contests(clock::time_point now) {
  std::vector<contest> over;
  for (const auto& each : contests_)
    if (now >= each.deadline)
      over.push_back(each);
  for (const auto& each : over) {
    if (peers_.count(each.name) != 0)
      lose(each.name, "does not answer, and has been started again", wire::farewell::dropped);
    settle(each);
  }
}

void mesh_actor::dial_due(clock::time_point now) {
  for (const auto& where : roster_.due(now))
    dial(this, where, settings_.tls, settings_.connect_limit, [this](const dialed& result) { reached(result); });
}

void mesh_actor::begin_leaving() {
  if (leaves_by_)
    return;
  leaves_by_ = clock::now() + leave_limit;
  pending_.clear();
  for (const auto& [name, peer] : peers_)
    send(peer.handle, wire::drop{peer.theirs, wire::farewell::leaving, "it has left"});
  if (!is_published_) // nothing is published, so no tick comes
    finish();
}

void mesh_actor::finish() {
  // A mesh that has ended takes no links.
  if (is_published_)
    anon_send(system().middleman().actor_handle(), caf::close_atom_v, self_.where.port);
  quit();
}

void mesh_actor::give_up(const std::string& why) {
  if (leaves_by_)
    return;
  send(owner_, failed{why});
  begin_leaving();
}

void mesh_actor::warn(const std::string& text) {
  send(owner_, note{true, text});
}

void mesh_actor::inform(const std::string& text) {
  send(owner_, note{false, text});
}

void mesh_actor::not_reached(const endpoint& where, const std::string& why) {
  roster_.failed(where, clock::now());
  // Each trouble is told once, however often the node is tried.
  auto& said = complaints_[where];
  if (said == why)
    return;
  said = why;
  warn("no link with " + to_text(where) + ": " + why);
}

} // namespace chat::cluster
