#include "troupe/examples/chat/state/audience.hpp"

#include <utility>

#include "troupe/examples/chat/irc/line.hpp"

namespace chat::state {
namespace {

outgoing at_now(server& on, std::string line, const peer* bursting = nullptr) {
  return {std::move(line), on.now(), {}, bursting ? bursting->batch : std::string{}};
}

template <class Wanted>
void to_members(server& on, const channel& where, outgoing what, session_id except, Wanted wanted) {
  if (on.closing)
    return; // all are being sent off: nobody needs to know who else is
  fan_out out{std::move(what)};
  for (const auto& group : where.groups())
    if (wanted(group.caps))
      out.add(group.caps, group.sessions, except);
  out.send(on.out());
}

template <class Wanted>
void to_all_neighbours(server& on, const user& who, outgoing what, include_self self, Wanted wanted) {
  if (on.closing)
    return;
  fan_out out{std::move(what)};
  for (const auto* where : who.channels)
    for (const auto& group : where->groups())
      if (wanted(group.caps))
        out.add(group.caps, group.sessions, self == include_self::no ? who.session : 0);
  const auto caps = on.caps_of(who);
  if (who.session != 0 && self == include_self::yes && wanted(caps))
    out.add(caps, who.session);
  out.unique();
  out.send(on.out());
}

bool anybody(irc::capability_set /*caps*/) noexcept {
  return true;
}

} // namespace

void to_channel(server& on, const channel& where, std::string line, session_id except) {
  to_members(on, where, at_now(on, std::move(line)), except, anybody);
}

void to_channel_with(server& on, const channel& where, irc::capability wanted, bool has, std::string line,
                     session_id except) {
  to_members(on, where, at_now(on, std::move(line)), except,
             [wanted, has](irc::capability_set caps) { return caps.has(wanted) == has; });
}

void to_neighbours(server& on, const user& who, std::string line, include_self self, std::string batch) {
  to_all_neighbours(on, who, {std::move(line), on.now(), {}, std::move(batch)}, self, anybody);
}

void to_neighbours_with(server& on, const user& who, irc::capability wanted, std::string line, include_self self) {
  to_all_neighbours(on, who, at_now(on, std::move(line)), self,
                    [wanted](irc::capability_set caps) { return caps.has(wanted); });
}

void tell_join(server& on, const channel& where, const user& who, peer* bursting) {
  const auto mask = who.mask();
  if (bursting)
    open_batch(on, where, *bursting);
  to_members(on, where, at_now(on, irc::make_line(mask, "JOIN", {where.name()}), bursting), 0,
             [](irc::capability_set caps) { return !caps.has(irc::capability::extended_join); });
  to_members(on, where, at_now(on, irc::make_line(mask, "JOIN", {where.name(), "*"}, who.real_name), bursting), 0,
             [](irc::capability_set caps) { return caps.has(irc::capability::extended_join); });
  if (!who.away.empty())
    to_channel_with(on, where, irc::capability::away_notify, true, irc::make_line(mask, "AWAY", {}, who.away),
                    who.session);
}

void tell_modes(server& on, const channel& where, const std::string& by, const std::vector<irc::mode_change>& changes,
                peer* bursting) {
  if (where.groups().empty() || changes.empty())
    return;
  if (bursting)
    open_batch(on, where, *bursting);
  for (auto& line : irc::mode_lines(by, where.name(), changes, on.settings().limits))
    to_members(on, where, at_now(on, std::move(line), bursting), 0, anybody);
}

void tell_renames(server& on, const std::vector<rename>& renames) {
  for (const auto& [who, before] : renames)
    if (!before.empty())
      to_neighbours(on, *who, irc::make_line(irc::hostmask(before, who->user_name, who->host), "NICK", {who->nick}),
                    include_self::yes);
}

void tell_notice(server& on, const session& to, const std::string& text) {
  on.send(to, irc::make_line(on.name(), "NOTICE", {to.who ? to.who->nick : "*"}, text));
}

void open_batch(server& on, const channel& where, peer& from) {
  if (from.batch.empty())
    return;
  std::string others;
  for (const auto& [name, link] : on.peers())
    if (&link == &from)
      others = name;
  fan_out out{at_now(on, irc::make_line(on.name(), "BATCH", {"+" + from.batch, "netjoin", on.name(), others}))};
  for (const auto& group : where.groups())
    if (group.caps.has(irc::capability::batch))
      for (const auto id : group.sessions)
        if (from.in_batch.insert(id).second)
          out.add(group.caps, id);
  out.send(on.out());
}

void close_batch(server& on, peer& from) {
  fan_out out{at_now(on, irc::make_line(on.name(), "BATCH", {"-" + from.batch}))};
  for (const auto id : from.in_batch)
    if (const auto* const to = on.find_session(id); to && to->has(irc::capability::batch))
      out.add(to->cap.enabled, id);
  out.send(on.out());
  from.batch.clear();
  from.in_batch.clear();
}

} // namespace chat::state
