#include <algorithm>
#include <utility>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/state/apply.hpp"
#include "troupe/examples/chat/state/audience.hpp"
#include "troupe/examples/chat/state/links.hpp"

namespace chat::state {
namespace {

/// A user, if that node may speak for him.
user* user_of(server& on, const std::string& origin, const user_id& id) {
  return id.node == origin ? on.net().find(id) : nullptr;
}

} // namespace

void settle_nicks(server& on, const std::vector<rename>& renames) {
  tell_renames(on, renames);
  // Who lost his nick to an earlier claim is told by his own node, which gives up the claim for him.
  for (const auto& [who, before] : renames) {
    auto* const there = who->nick == who->claimed ? nullptr : on.session_of(*who);
    if (!there)
      continue;
    tell_notice(on, *there,
                "Your nickname " + who->claimed +
                  " is in use elsewhere on the network since before you took "
                  "it. You are " +
                  who->nick + " now; choose another one with NICK.");
    on.announce(nick_changed{who->id, who->nick, on.next_stamp()});
  }
}

void apply(server& on, const std::string& origin, const user_introduced& what) {
  on.observe(what.nick_at);
  if (what.user.node != origin || on.net().find(what.user))
    return;
  settle_nicks(on, on.net().add(what));
  on.most_users = std::max(on.most_users, on.net().users().size());
}

void apply(server& on, const std::string& origin, const nick_changed& what) {
  on.observe(what.at);
  auto* const who = user_of(on, origin, what.user);
  if (!who)
    return;
  const auto before = who->nick;
  const auto renames = on.net().claim(*who, what);
  if (who->nick != before)
    on.net().remember(*who, before, on.now());
  settle_nicks(on, renames);
}

void apply(server& on, const std::string& origin, const away_changed& what) {
  auto* const who = user_of(on, origin, what.user);
  if (!who || who->away == what.text)
    return;
  who->away = what.text;
  const auto line =
    what.text.empty() ? irc::make_line(who->mask(), "AWAY", {}) : irc::make_line(who->mask(), "AWAY", {}, what.text);
  to_neighbours_with(on, *who, irc::capability::away_notify, line, include_self::no);
}

void apply(server& on, const std::string& origin, const name_changed& what) {
  auto* const who = user_of(on, origin, what.user);
  if (!who)
    return;
  who->real_name = what.real_name;
  to_neighbours_with(on, *who, irc::capability::setname, irc::make_line(who->mask(), "SETNAME", {}, what.real_name),
                     include_self::yes);
}

void apply(server& on, const std::string& origin, const modes_changed& what) {
  if (auto* const who = user_of(on, origin, what.user))
    on.net().set_modes(*who, what.modes);
}

void apply(server& on, const std::string& origin, const user_quit& what) {
  if (auto* const who = user_of(on, origin, what.user))
    remove_user(on, *who, what.reason, {});
}

} // namespace chat::state
