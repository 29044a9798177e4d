// The outer face of state/, defined here because it hands lines to the commands, which state/ doesn't know.
#include "troupe/examples/chat/state/node.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "troupe/examples/chat/commands/dispatch.hpp"
#include "troupe/examples/chat/irc/names.hpp"
#include "troupe/examples/chat/state/apply.hpp"
#include "troupe/examples/chat/state/lifecycle.hpp"
#include "troupe/examples/chat/state/links.hpp"
#include "troupe/examples/chat/state/server.hpp"

namespace chat::state {
namespace {

constexpr std::chrono::minutes sweep_interval{1};

} // namespace

node::node(options settings) : server_(std::make_unique<server>(std::move(settings))) {
  server_->answer_query = commands::answer_query;
  server_->refuse_query = commands::refuse_query;
}
node::node(node&&) noexcept = default;
node& node::operator=(node&&) noexcept = default;
node::~node() = default;

void node::connected(session_id id, const client_address& from, irc::wall_time now) {
  auto& on = *server_;
  on.set_now(now);
  auto& added = on.sessions()[id];
  added.id = id;
  added.from = from;
  added.from.host = irc::host_name(from.host, on.settings().limits);
  added.connected = added.heard = added.spoke = now;
  const auto most = on.settings().limits.clients_per_address;
  const auto neighbours = on.neighbours().enter(added.from.network);
  if (on.closing)
    on.end(added, "Server is shutting down");
  else if (most > 0 && neighbours > most)
    on.end(added, "Too many clients from your address");
  plan(on, added);
  finish_ended(on);
}

void node::line(session_id id, std::string_view text, irc::wall_time now) {
  server_->set_now(now);
  if (auto* const from = server_->find_session(id))
    receive(*server_, *from, text, commands::handle_line);
  finish_ended(*server_);
}

void node::line_too_long(session_id id, irc::wall_time now) {
  server_->set_now(now);
  if (auto* const from = server_->find_session(id)) {
    from->heard = now;
    commands::refuse_long_line(*server_, *from);
  }
}

void node::disconnected(session_id id, std::string_view reason, irc::wall_time now) {
  server_->set_now(now);
  forget_session(*server_, id, std::string{reason});
  finish_ended(*server_);
}

void node::disconnect(session_id id, std::string_view reason, irc::wall_time now) {
  server_->set_now(now);
  if (auto* const which = server_->find_session(id))
    server_->end(*which, std::string{reason});
  finish_ended(*server_);
}

void node::tick(irc::wall_time now) {
  auto& on = *server_;
  on.set_now(now);
  while (const auto id = on.times().take(now))
    if (auto* const which = on.find_session(id); which && which->due <= now)
      attend(on, *which, commands::handle_line);
  if (now >= on.next_sweep) {
    on.net().forget_channels(now);
    on.neighbours().forget(now);
    on.next_sweep = now + sweep_interval;
  }
  finish_ended(on);
}

irc::wall_time node::next_tick() const {
  return std::min(server_->times().next(), server_->next_sweep);
}

void node::peer_up(const std::string& name, irc::wall_time now) {
  server_->set_now(now);
  link_up(*server_, name);
}

void node::peer_down(const std::string& name, irc::wall_time now) {
  server_->set_now(now);
  link_down(*server_, name);
  finish_ended(*server_);
}

void node::from_peer(const std::string& name, const event_batch& batch, irc::wall_time now) {
  server_->set_now(now);
  if (!server_->is_linked(name))
    return;
  for (const auto& each : batch.events)
    apply(*server_, name, each.body);
  finish_ended(*server_);
}

void node::shutdown(std::string_view text, irc::wall_time now) {
  auto& on = *server_;
  on.set_now(now);
  on.closing = true;
  std::vector<session_id> all;
  for (const auto& [id, each] : on.sessions())
    all.push_back(id);
  std::sort(all.begin(), all.end());
  for (const auto id : all)
    on.end(*on.find_session(id), std::string{text});
  finish_ended(on);
}

effects node::take_effects() {
  return server_->out().take();
}

} // namespace chat::state
