#include <algorithm>
#include <chrono>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/mask.hpp"
#include "troupe/examples/chat/irc/names.hpp"

namespace chat::commands {
namespace {

using irc::numeric;
using state::user;

/// What WHO asks for beside the mask: "o", "%tcnf,42", or both in one (WHOX, ircv3.net/specs/extensions/whox).
struct who_request {
  bool operators_only = false;
  bool has_fields = false;
  std::string_view fields;
  std::string_view token{"0"};
};

who_request parse_who(std::string_view text) {
  constexpr std::size_t most_token = 3;
  who_request result;
  const auto percent = std::min(text.find('%'), text.size());
  result.operators_only = text.substr(0, percent).find('o') != std::string_view::npos;
  result.has_fields = percent < text.size();
  if (!result.has_fields)
    return result;
  const auto comma = std::min(text.find(',', percent), text.size());
  result.fields = text.substr(percent + 1, comma - percent - 1);
  const auto token = text.substr(std::min(comma + 1, text.size()));
  if (!token.empty() && token.size() <= most_token && token.find_first_not_of("0123456789") == std::string_view::npos)
    result.token = token;
  return result;
}

/// Seconds since he spoke; of users elsewhere only their own server knows.
std::string idle_of(const request& r, const user& who) {
  const auto* const there = r.on().session_of(who);
  return std::to_string(there ? std::chrono::duration_cast<std::chrono::seconds>(r.on().now() - there->spoke).count()
                              : 0);
}

/// A line of the fields asked for, in the order that the specification has them in.
void send_fields(const request& r, const who_request& wanted, const user& who, std::string_view channel,
                 std::string_view flags) {
  const auto wants = [&wanted](char field) { return wanted.fields.find(field) != std::string_view::npos; };
  auto line = r.head(numeric::rpl_whospcrpl);
  const auto add = [&](char field, std::string_view value) {
    if (wants(field))
      line.param(value);
  };
  add('t', wanted.token);
  add('c', channel);
  add('u', who.user_name);
  add('i', who.host); // an address: names are not looked up
  add('h', who.host);
  add('s', who.id.node);
  add('n', who.nick);
  add('f', flags);
  add('d', who.id.node == r.on().name() ? "0" : "1");
  add('l', idle_of(r, who));
  add('a', "0"); // there are no accounts
  add('o', "n/a");
  if (wants('r'))
    line.text(who.real_name);
  r.send(line.finish());
}

/// One line about a user; `there` for his status in the channel, if there is one.
void send_who(const request& r, const who_request& wanted, const user& who, std::string_view channel,
              const state::member* there) {
  auto flags = std::string{who.away.empty() ? "H" : "G"} + (who.is_operator ? "*" : "");
  if (there)
    flags += prefix_of(*there, r.caps().has(irc::capability::multi_prefix));
  if (wanted.has_fields) {
    send_fields(r, wanted, who, channel, flags);
    return;
  }
  const std::string hops = who.id.node == r.on().name() ? "0 " : "1 ";
  r.reply(numeric::rpl_whoreply, {channel, who.user_name, who.host, who.id.node, who.nick, flags},
          hops + who.real_name);
}

void who_channel(const request& r, std::string_view name, const who_request& wanted) {
  const auto* const where = r.net().find_channel(name);
  if (!where || !may_see(r.user(), *where))
    return;
  const bool inside = where->find(r.user()) != nullptr;
  for (const auto& [who, there] : where->members())
    if ((inside || !who->invisible) && (!wanted.operators_only || who->is_operator) && !r.is_full())
      send_who(r, wanted, *who, where->name(), &there);
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

void who_user(const request& r, const user& who, const who_request& wanted) {
  if (wanted.operators_only && !who.is_operator)
    return;
  const auto* const where = common_channel(r, who);
  send_who(r, wanted, who, where ? std::string_view{where->name()} : "*", where ? where->find(who) : nullptr);
}

void who_mask(const request& r, std::string_view mask, const who_request& wanted) {
  for (const auto* who : r.net().users_in_order())
    if (!r.is_full() && is_visible(r, *who) && fits(*who, mask))
      who_user(r, *who, wanted);
}

} // namespace

void handle_who(const request& r) {
  const auto mask = r.param(0).empty() || r.param(0) == "0" ? std::string_view{"*"} : r.param(0);
  const auto wanted = parse_who(r.param(1));
  const auto* const exact = r.net().find_nick(mask);
  if (irc::is_channel_name(mask))
    who_channel(r, mask, wanted);
  else if (exact) // whoever knows the nick may ask
    who_user(r, *exact, wanted);
  else
    who_mask(r, mask, wanted);
  if (r.is_full())
    r.reply(numeric::err_toomanymatches, {"WHO"});
  r.reply(numeric::rpl_endofwho, {mask});
}

} // namespace chat::commands
