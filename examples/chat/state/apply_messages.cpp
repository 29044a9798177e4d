#include <algorithm>
#include <chrono>
#include <utility>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/state/apply.hpp"
#include "troupe/examples/chat/state/audience.hpp"

namespace chat::state {
namespace {

std::string_view command_of(message_kind kind) noexcept {
  switch (kind) {
  case message_kind::notice:
    return "NOTICE";
  case message_kind::tagmsg:
    return "TAGMSG";
  default:
    return "PRIVMSG";
  }
}

/// When it was said; of a node that has gone wrong: the nearest time that there is.
irc::wall_time time_of(const message_sent& what) noexcept {
  constexpr std::int64_t latest = 9'000'000'000'000; // in the year 2255, and not too much for nanoseconds
  return irc::wall_time{std::chrono::milliseconds{std::clamp(what.time, std::int64_t{0}, latest)}};
}

outgoing render_message(const user& from, const message_sent& what, std::string_view target) {
  const auto command = command_of(what.kind);
  return {what.kind == message_kind::tagmsg ? irc::make_line(from.mask(), command, {target})
                                            : irc::make_line(from.mask(), command, {target}, what.text),
          time_of(what),
          what.tags,
          {}};
}

/// Whether a client with those capabilities gets it at all.
bool understands(irc::capability_set caps, const message_sent& what) noexcept {
  return what.kind != message_kind::tagmsg || caps.has(irc::capability::message_tags);
}

/// To the members with a status only.
void add_by_status(server& on, const channel& where, const message_sent& what, session_id except, fan_out& out) {
  for (const auto& [who, there] : where.members())
    if (who->session != 0 && who->session != except && (there.op || (there.voice && what.status == "+")))
      if (const auto caps = on.caps_of(*who); understands(caps, what))
        out.add(caps, who->session);
}

void to_channel(server& on, const user& from, const channel& where, const message_sent& what) {
  fan_out out{render_message(from, what, what.status + where.name())};
  const auto caps = on.caps_of(from);
  const bool echo = from.session != 0 && caps.has(irc::capability::echo_message) && understands(caps, what);
  if (what.status.empty()) {
    for (const auto& group : where.groups())
      if (understands(group.caps, what))
        out.add(group.caps, group.sessions, from.session);
  } else {
    add_by_status(on, where, what, from.session, out);
  }
  if (echo)
    out.add(caps, from.session);
  out.send(on.out());
}

} // namespace

void send_echo(server& on, const session& to, const message_sent& what, std::string_view target) {
  if (to.has(irc::capability::echo_message) && understands(to.cap.enabled, what))
    on.out().send(to.id, to.cap.enabled, render_message(*to.who, what, target));
}

void apply(server& on, const std::string& origin, const message_sent& what) {
  const auto* const from = what.from.node == origin ? on.net().find(what.from) : nullptr;
  if (!from)
    return;
  if (!what.channel.empty()) {
    if (const auto* const where = on.net().find_channel(what.channel))
      to_channel(on, *from, *where, what);
    return;
  }
  const auto* const to = on.net().find(what.to);
  const auto* const there = to ? on.session_of(*to) : nullptr;
  if (there && understands(there->cap.enabled, what))
    on.out().send(there->id, there->cap.enabled, render_message(*from, what, to->nick));
}

void apply(server& on, const std::string& /*origin*/, const wallops_sent& what) {
  for (const auto& [id, each] : on.sessions())
    if (each.who && each.who->is_operator)
      on.send(each, irc::make_line(what.by, "WALLOPS", {}, what.text));
}

void apply(server& on, const std::string& /*origin*/, const kick_requested& what) {
  const auto* const who = on.net().find(what.user);
  const auto* const where = on.net().find_channel(what.channel);
  const auto* const there = who && who->session != 0 && where ? where->find(*who) : nullptr;
  if (there && there->joined == what.membership)
    on.announce(left{what.user, where->name(), what.by, what.reason});
}

void apply(server& on, const std::string& /*origin*/, const kill_requested& what) {
  const auto* const who = on.net().find(what.user);
  auto* const there = who ? on.session_of(*who) : nullptr;
  if (!there)
    return;
  on.send(*there, irc::make_line(what.by, "KILL", {who->nick}, what.reason));
  on.end(*there, what.reason);
}

void apply(server& on, const std::string& /*origin*/, const invited& what) {
  const auto* const who = on.net().find(what.user);
  if (!who)
    return;
  const auto line = irc::make_line(what.by, "INVITE", {who->nick, what.channel});
  if (auto* const there = on.session_of(*who)) {
    if (what.may_join && there->invitations.size() < on.settings().limits.channels)
      there->invitations.insert(what.channel);
    on.send(*there, line);
  }
  const auto* const where = on.net().find_channel(what.channel);
  if (!where)
    return;
  fan_out out{{line, on.now(), {}, {}}};
  for (const auto& [each, there] : where->members())
    if (there.op && each->session != 0 && each->mask() != what.by)
      if (const auto caps = on.caps_of(*each); caps.has(irc::capability::invite_notify))
        out.add(caps, each->session);
  out.send(on.out());
}

void apply(server& on, const std::string& /*origin*/, const query_sent& what) {
  if (on.answer_query)
    on.answer_query(on, what);
}

void apply(server& on, const std::string& origin, const query_answered& what) {
  // They are answered in the order in which they were sent, unless the asker has gone meanwhile.
  if (const auto from = on.peers().find(origin); from != on.peers().end()) {
    auto& asked = from->second.asked;
    const auto found =
      std::find_if(asked.begin(), asked.end(), [&what](const auto& each) { return each.asker == what.asker; });
    if (found != asked.end())
      asked.erase(found);
  }
  const auto* const who = on.net().find(what.asker);
  if (const auto* const there = who ? on.session_of(*who) : nullptr)
    for (const auto& line : what.lines)
      on.send(*there, line);
}

} // namespace chat::state
