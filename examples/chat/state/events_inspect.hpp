#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

#include "troupe/examples/chat/state/events.hpp"

// Serialization of the events, for CAF 0.17's inspectors and what looks like them. Include it where an event_batch is
// put into a message, and announce event_batch to the actor system.

namespace chat::state {

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, hello& x) {
  return f(x.protocol, x.description, x.first_user, x.at);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, burst_ended& x) {
  return f(x.at);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, user_introduced& x) {
  return f(x.user, x.nick, x.nick_at, x.user_name, x.host, x.real_name, x.away, x.modes, x.signon, x.secure);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, nick_changed& x) {
  return f(x.user, x.nick, x.at);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, away_changed& x) {
  return f(x.user, x.text);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, name_changed& x) {
  return f(x.user, x.real_name);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, modes_changed& x) {
  return f(x.user, x.modes);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, user_quit& x) {
  return f(x.user, x.reason);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, joined& x) {
  return f(x.user, x.channel, x.at, x.created);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, left& x) {
  return f(x.user, x.channel, x.by, x.reason);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, channel_claimed& x) {
  return f(x.channel, x.created);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, registers_written& x) {
  return f(x.channel, x.created, x.by, x.entries);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, burst_member& x) {
  return f(x.user, x.at);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, channel_burst& x) {
  return f(x.channel, x.created, x.entries, x.members);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, message_sent& x) {
  return f(x.from, x.kind, x.channel, x.status, x.to, x.text, x.tags, x.time);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, wallops_sent& x) {
  return f(x.by, x.text);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, kick_requested& x) {
  return f(x.user, x.channel, x.membership, x.by, x.reason);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, kill_requested& x) {
  return f(x.user, x.by, x.reason);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, invited& x) {
  return f(x.user, x.channel, x.by, x.may_join);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, query_sent& x) {
  return f(x.asker, x.command, x.params);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, query_answered& x) {
  return f(x.asker, x.lines);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, not_understood& /*x*/) {
  return f();
}

/// Makes the default event of that kind: `not_understood` of a kind that this version doesn't know.
void make_event(event_body& body, std::uint8_t kind);

/// The kind, then the body.
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, event& x) {
  auto kind = static_cast<std::uint8_t>(x.body.index());
  if constexpr (Inspector::writes_state) {
    if (auto error = f(kind))
      return error;
    make_event(x.body, kind);
    return std::visit([&f](auto& body) { return f(body); }, x.body);
  } else {
    return std::visit([&f, &kind](auto& body) { return f(kind, body); }, x.body);
  }
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, event_batch& x) {
  return f(x.events);
}

} // namespace chat::state
