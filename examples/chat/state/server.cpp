#include "troupe/examples/chat/state/server.hpp"

#include <chrono>
#include <utility>

#include "troupe/examples/chat/state/apply.hpp"

namespace chat::state {
namespace {

// A million users a millisecond before the numbers of two lives of a node could meet.
constexpr unsigned number_bits = 20;

// More that a node has not answered than it can be busy with: it answers none.
constexpr std::size_t most_asked = 1'024;

std::uint64_t first_number(irc::wall_time started) noexcept {
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(started.time_since_epoch()).count();
  return (static_cast<std::uint64_t>(time) << number_bits) + 1;
}

} // namespace

server::server(options settings)
  : settings_(std::move(settings)), now_(settings_.started), network_(settings_.limits.whowas_entries),
    clock_(settings_.server_name), first_user_(first_number(settings_.started)), next_user_(first_user_) {}

session* server::find_session(session_id id) noexcept {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : &found->second;
}

irc::capability_set server::caps_of(const user& who) noexcept {
  const auto* const there = session_of(who);
  return there ? there->cap.enabled : irc::capability_set{};
}

void server::send(const session& to, std::string line) {
  outbox_.send(to.id, to.cap.enabled, {std::move(line), now_, {}, {}});
}

void server::end(session& which, std::string reason) {
  if (!which.quit_reason.empty())
    return;
  which.quit_reason = std::move(reason);
  ended_.push_back(which.id);
}

std::vector<session_id> server::take_ended() {
  return std::exchange(ended_, {});
}

user_id server::new_user() {
  return {name(), next_user_++};
}

void server::announce(const event_body& fact) {
  for (const auto& [node, link] : peers_)
    if (link.linked)
      outbox_.tell(node, fact);
  apply(*this, name(), fact);
}

void server::tell(const std::string& node, const event_body& what) {
  if (node == name())
    apply(*this, node, what);
  else if (is_linked(node))
    outbox_.tell(node, what);
}

void server::ask(const std::string& node, const query_sent& query) {
  auto& asked = peers_[node].asked;
  asked.push_back(query);
  if (asked.size() > most_asked)
    asked.pop_front();
  tell(node, query);
}

bool server::is_linked(const std::string& node) const noexcept {
  const auto found = peers_.find(node);
  return found != peers_.end() && found->second.linked;
}

std::string server::new_batch() {
  return "b" + std::to_string(++next_batch_);
}

} // namespace chat::state
