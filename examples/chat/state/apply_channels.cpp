#include <utility>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/state/apply.hpp"
#include "troupe/examples/chat/state/audience.hpp"
#include "troupe/examples/chat/state/channel_view.hpp"
#include "troupe/examples/chat/state/links.hpp"

namespace chat::state {
namespace {

peer* bursting(server& on, const std::string& origin) {
  const auto found = on.peers().find(origin);
  return found == on.peers().end() || found->second.batch.empty() ? nullptr : &found->second;
}

void tell_topic(server& on, const channel& where, const std::string& by, const std::string& value) {
  to_channel(on, where, irc::make_line(by, "TOPIC", {where.name()}, parse_topic(value).text));
}

/// Does something that may replace or merge many facts, and says what became of it.
template <class Change>
void with_view(server& on, channel& where, const std::string& by, Change change) {
  if (where.groups().empty()) {
    change();
    return;
  }
  const auto before = view_of(where);
  change();
  const auto after = view_of(where);
  tell_modes(on, where, by, changes(before, after), bursting(on, by));
  if (before.topic != after.topic)
    tell_topic(on, where, by, after.topic);
}

void add_member(server& on, channel& where, user& who, const joined& what) {
  on.net().join(where, who, what, on.caps_of(who), on.now());
  if (auto* const there = on.session_of(who))
    there->invitations.erase(where.name());
  tell_join(on, where, who, bursting(on, who.id.node));
}

/// Whether the creation that counts will be another one when that member is gone.
bool is_last_claim(const channel& where, const user& who) {
  for (const auto& node : where.nodes(who.id.node))
    if (where.claim_of(node) == where.created())
      return false;
  for (const auto& [other, there] : where.members())
    if (other != &who && other->id.node == who.id.node)
      return false;
  return true;
}

} // namespace

void settle_claim(server& on, channel& where) {
  const auto& mine = where.claim_of(on.name());
  if (mine == stamp{} || mine == where.created())
    return;
  on.announce(channel_claimed{where.name(), where.created()});
}

void remove_member(server& on, channel& where, user& who, bool for_good) {
  const auto caps = on.caps_of(who);
  if (!is_last_claim(where, who)) {
    on.net().part(where, who, caps, for_good);
    return;
  }
  auto before = view_of(where);
  before.statuses.erase(&who);
  on.net().part(where, who, caps, for_good);
  const auto after = view_of(where);
  tell_modes(on, where, on.name(), changes(before, after));
  if (before.topic != after.topic)
    tell_topic(on, where, on.name(), after.topic);
}

void apply(server& on, const std::string& origin, const joined& what) {
  on.observe(what.at);
  auto* const who = what.user.node == origin ? on.net().find(what.user) : nullptr;
  if (!who)
    return;
  auto& where = on.net().channel_for(what.channel);
  if (where.find(*who))
    return;
  if (!where.empty() && what.created < where.created()) {
    with_view(on, where, origin, [&] { add_member(on, where, *who, what); });
  } else {
    add_member(on, where, *who, what);
    const auto& there = *where.find(*who);
    std::vector<irc::mode_change> status; // given to him by somebody whose link is faster than his node's
    if (there.op && origin != on.name())
      status.push_back({true, 'o', who->nick});
    if (there.voice)
      status.push_back({true, 'v', who->nick});
    tell_modes(on, where, origin, status);
  }
  settle_claim(on, where);
}

void apply(server& on, const std::string& origin, const left& what) {
  auto* const who = what.user.node == origin ? on.net().find(what.user) : nullptr;
  auto* const where = on.net().find_channel(what.channel);
  if (!who || !where || !where->find(*who))
    return;
  if (!what.by.empty())
    to_channel(on, *where, irc::make_line(what.by, "KICK", {where->name(), who->nick}, what.reason));
  else if (what.reason.empty())
    to_channel(on, *where, irc::make_line(who->mask(), "PART", {where->name()}));
  else
    to_channel(on, *where, irc::make_line(who->mask(), "PART", {where->name()}, what.reason));
  remove_member(on, *where, *who, true);
}

void apply(server& on, const std::string& origin, const channel_claimed& what) {
  on.observe(what.created);
  auto& where = on.net().channel_for(what.channel);
  where.at(what.created, what.channel, on.now());
  with_view(on, where, origin, [&] { where.claim(origin, what.created); });
  settle_claim(on, where);
}

void apply(server& on, const std::string& origin, const registers_written& what) {
  auto& where = on.net().channel_for(what.channel);
  std::vector<irc::mode_change> changed;
  for (const auto& entry : what.entries) {
    on.observe(entry.at);
    const auto before = where.at(what.created, what.channel, on.now()).facts.value(entry.letter, entry.item);
    if (!on.net().write(where, what.created, what.channel, entry, on.now()) || where.created() != what.created)
      continue;
    for (auto& each : change_of(on.net(), where, entry, before))
      changed.push_back(std::move(each));
    if (entry.letter == 'T')
      tell_topic(on, where, what.by, entry.value);
  }
  tell_modes(on, where, what.by, changed, bursting(on, origin));
}

void apply(server& on, const std::string& origin, const channel_burst& what) {
  on.observe(what.created);
  auto& where = on.net().channel_for(what.channel);
  where.at(what.created, what.channel, on.now());
  with_view(on, where, origin, [&] {
    for (const auto& entry : what.entries) {
      on.observe(entry.at);
      on.net().write(where, what.created, what.channel, entry, on.now());
    }
    for (const auto& [id, at] : what.members) {
      auto* const who = id.node == origin ? on.net().find(id) : nullptr;
      if (who && !where.find(*who))
        add_member(on, where, *who, {id, what.channel, at, what.created});
    }
  });
  settle_claim(on, where);
}

} // namespace chat::state
