#include "troupe/examples/chat/node/hub_actor.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <caf/all.hpp>

#include "troupe/examples/chat/node/client_text.hpp"
#include "troupe/examples/chat/node/event_codec.hpp"
#include "troupe/examples/chat/node/hub.hpp"

namespace chat::node {

namespace actors = troupe::actors;

namespace {

severity severity_of(state::log_level level) {
  switch (level) {
  case state::log_level::debug:
    return severity::debug;
  case state::log_level::info:
    return severity::info;
  case state::log_level::warning:
    return severity::warning;
  case state::log_level::error:
    break;
  }
  return severity::error;
}

/// The node's settings, complete.
state::options settings_of(const options& chosen, irc::wall_time now) {
  auto result = chosen.node;
  result.started = now;
  if (result.motd.empty())
    result.motd = {"Hello! This is " + result.server_name + ", a server of the network " + result.limits.network + '.',
                   "/join #chat to talk to whoever is there. /list shows all channels, /links all servers;",
                   "it does not matter which of them you are connected to."};
  return result;
}

} // namespace

caf::actor spawn_hub(caf::actor_system& system, const options& chosen, troupe::tls::context_ptr rules, const log& to) {
  return system.spawn<hub_actor>(chosen, std::move(rules), to);
}

hub_actor::hub_actor(caf::actor_config& config, const options& chosen, troupe::tls::context_ptr rules, const log& to)
  : caf::event_based_actor(config), options_(chosen), rules_(std::move(rules)), log_(to),
    node_(settings_of(chosen, clock_.now())) {}

caf::behavior hub_actor::make_behavior() {
  set_down_handler([this](caf::down_msg& message) { down(message); });
  return {
    [this](const actors::data_in& told) { take(told); },
    [this](const actors::connected& told) { take(told); },
    [this](const actors::disconnected& told) { take(told); },
    [this](const actors::server_problem& told) { take(told); },
    [this](const tick& told) { tick_of(told); },
    [this](const cluster::payload& told) { take(told); },
    [this](const cluster::peer_up& told) { take(told); },
    [this](const cluster::peer_down& told) { take(told); },
    [this](const cluster::listening& told) { take(told); },
    [this](const cluster::note& told) { take(told); },
    [this](const cluster::failed& told) { take(told); },
    [this](start) { return start_all(); },
    [this](const stop& told) { stop_all(told.reason); },
    [this](stop_at_once) { stop_now(); },
  };
}

// -- clients ----------------------------------------------------------------------------------------------------------

client* hub_actor::sender() {
  const auto found = clients_.find(current_sender()->id());
  return found == clients_.end() ? nullptr : &found->second;
}

void hub_actor::take(const actors::connected& told) {
  const auto at = told.info.tls_version.empty() ? listener::plain : listener::tls;
  const auto session = session_of(at, told.info.id);
  clients_[current_sender()->id()] = {session, 0};
  node_.connected(session, address_of(told.info), clock_.now());
  flush();
}

void hub_actor::take(const actors::data_in& told) {
  auto* const from = sender();
  if (from == nullptr)
    return;
  // Not the unfinished end of a connection's last line.
  const bool is_piece = !told.eol && told.bytes.size() > longest_line;
  if (is_piece || from->skipped > 0)
    take_piece(*from, told.bytes, told.eol);
  else if (told.eol)
    node_.line(from->session, told.bytes.view(), clock_.now());
  flush();
}

void hub_actor::take_piece(client& from, const troupe::net::slice& bytes, bool is_last) {
  const bool is_first = from.skipped == 0;
  from.skipped = is_last ? 0 : from.skipped + bytes.size();
  const auto& limits = options_.node.limits;
  if (is_first)
    node_.line_too_long(from.session, clock_.now());
  else if (limits.flood_burst > 0 && from.skipped > limits.flood_queue_bytes)
    node_.disconnect(from.session, "Excess Flood", clock_.now());
}

void hub_actor::take(const actors::disconnected& told) {
  const auto found = clients_.find(current_sender()->id());
  if (found == clients_.end())
    return;
  const auto session = found->second.session;
  clients_.erase(found);
  node_.disconnected(session, quit_text(told.reason), clock_.now());
  flush();
  look_whether_over();
}

void hub_actor::take(const actors::server_problem& told) {
  log_.error(told.what.text);
}

// -- nodes ------------------------------------------------------------------------------------------------------------

void hub_actor::take(const cluster::listening& told) {
  started_.links = cluster::to_text(told.where);
  opened();
}

void hub_actor::take(const cluster::peer_up& told) {
  node_.peer_up(told.name, clock_.now());
  flush();
}

void hub_actor::take(const cluster::peer_down& told) {
  if (stopping_) // they go because this one does
    return;
  log_.warning("the link with " + told.name + " is gone: " + told.reason);
  node_.peer_down(told.name, clock_.now());
  flush();
}

void hub_actor::take(const cluster::payload& told) {
  const auto refused = refused_links_.find(told.from);
  const bool is_in_order = refused == refused_links_.end() || refused->second != told.link;
  if (is_in_order) {
    if (const auto batch = decode(system(), told.bytes))
      node_.from_peer(told.from, *batch, clock_.now());
    else
      refuse(told);
    flush();
  }
  send(mesh_, cluster::taken{told.link, told.number});
}

/// Without it the two nodes would disagree from now on, so nothing more is taken of this link.
void hub_actor::refuse(const cluster::payload& told) {
  log_.error(told.from + " has sent something that is not understood: is it of another version?");
  refused_links_[told.from] = told.link;
  node_.peer_down(told.from, clock_.now());
  send(mesh_, cluster::drop_link{told.link, "it has sent something that is not understood"});
}

void hub_actor::take(const cluster::note& told) {
  log_.write(told.warning ? severity::warning : severity::info, told.text);
}

void hub_actor::take(const cluster::failed& told) {
  mesh_ = nullptr;
  fail(told.reason);
}

// -- effects ----------------------------------------------------------------------------------------------------------

void hub_actor::flush() {
  const auto effects = node_.take_effects();
  for (const auto& line : effects.log)
    write(line);
  for (const auto& each : effects.deliveries)
    deliver(each);
  if (!effects.closes.empty())
    close(effects.closes);
  for (const auto& each : effects.peer_messages)
    send(mesh_, cluster::send_to{each.node, encode(system(), each.events)});
  plan_tick();
}

void hub_actor::deliver(const state::delivery& what) {
  std::array<std::vector<actors::connection_id>, listeners> to;
  for (const auto session : what.to)
    to[static_cast<std::size_t>(listener_of(session))].push_back(connection_of(session));
  const auto bytes = troupe::net::slice::copy_of(*what.bytes);
  for (std::size_t at = 0; at < listeners; ++at)
    if (!to[at].empty())
      send(servers_[at], actors::broadcast{std::move(to[at]), bytes});
}

void hub_actor::close(const std::vector<state::session_id>& which) {
  std::array<std::vector<actors::connection_id>, listeners> of;
  for (const auto session : which)
    of[static_cast<std::size_t>(listener_of(session))].push_back(connection_of(session));
  for (std::size_t at = 0; at < listeners; ++at)
    if (!of[at].empty())
      send(servers_[at], actors::disconnect_some{std::move(of[at]), actors::close_how::lingering});
}

void hub_actor::write(const state::log_line& line) const {
  log_.write(severity_of(line.level), line.text);
}

void hub_actor::plan_tick() {
  const auto due = node_.next_tick();
  if (due >= planned_)
    return;
  planned_ = due;
  // Rounded up: a message that comes too early would be sent again and again.
  const auto pause = std::chrono::ceil<std::chrono::milliseconds>(due - clock_.now());
  delayed_send(this, std::max(pause, std::chrono::milliseconds{1}), tick{due});
}

void hub_actor::tick_of(const tick& told) {
  if (told.due != planned_) // another one was planned, for an earlier time
    return;
  planned_ = irc::wall_time::max();
  node_.tick(clock_.now());
  flush();
}

} // namespace chat::node
