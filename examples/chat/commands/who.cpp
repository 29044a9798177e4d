#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/mask.hpp"
#include "troupe/examples/chat/irc/names.hpp"

namespace chat::commands {
namespace {

using irc::numeric;
using state::user;

/// One line about a user; `there` for his status in the channel, if there is one.
void send_who(const request& r, const user& who, std::string_view channel, const state::member* there) {
  auto flags = std::string{who.away.empty() ? "H" : "G"} + (who.is_operator ? "*" : "");
  if (there)
    flags += prefix_of(*there, r.caps().has(irc::capability::multi_prefix));
  const std::string hops = who.id.node == r.on().name() ? "0 " : "1 ";
  r.reply(numeric::rpl_whoreply, {channel, who.user_name, who.host, who.id.node, who.nick, flags},
          hops + who.real_name);
}

void who_channel(const request& r, std::string_view name, bool operators_only) {
  const auto* const where = r.net().find_channel(name);
  if (!where || !may_see(r.user(), *where))
    return;
  const bool inside = where->find(r.user()) != nullptr;
  for (const auto& [who, there] : where->members())
    if ((inside || !who->invisible) && (!operators_only || who->is_operator))
      send_who(r, *who, where->name(), &there);
}

/// A channel that both may be seen on, for the line of a user who was found by a mask.
const state::channel* common_channel(const request& r, const user& who) {
  for (const auto* where : who.channels)
    if (where->find(r.user()) || (!who.invisible && may_see(r.user(), *where)))
      return where;
  return nullptr;
}

bool fits(const user& who, std::string_view mask) {
  return irc::matches(mask, who.nick) || irc::matches(mask, who.user_name) || irc::matches(mask, who.host) ||
         irc::matches(mask, who.id.node) || irc::matches(mask, who.real_name);
}

/// Invisible are users with mode i to all who share no channel with them.
bool is_visible(const request& r, const user& who) {
  return !who.invisible || &who == &r.user() || share_channel(r.user(), who);
}

void who_mask(const request& r, std::string_view mask, bool operators_only) {
  for (const auto* who : r.net().users_in_order()) {
    if ((operators_only && !who->is_operator) || !is_visible(r, *who) || !fits(*who, mask))
      continue;
    const auto* const where = common_channel(r, *who);
    send_who(r, *who, where ? std::string_view{where->name()} : "*", where ? where->find(*who) : nullptr);
  }
}

} // namespace

void handle_who(const request& r) {
  const auto mask = r.param(0).empty() || r.param(0) == "0" ? std::string_view{"*"} : r.param(0);
  const bool operators_only = r.param(1) == "o";
  const auto* const exact = r.net().find_nick(mask);
  if (irc::is_channel_name(mask)) {
    who_channel(r, mask, operators_only);
  } else if (exact) { // whoever knows the nick may ask
    const auto* const where = common_channel(r, *exact);
    if (!operators_only || exact->is_operator)
      send_who(r, *exact, where ? std::string_view{where->name()} : "*", where ? where->find(*exact) : nullptr);
  } else {
    who_mask(r, mask, operators_only);
  }
  r.reply(numeric::rpl_endofwho, {mask});
}

} // namespace chat::commands
