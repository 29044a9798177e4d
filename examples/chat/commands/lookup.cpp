#include "troupe/examples/chat/commands/lookup.hpp"

#include <algorithm>

#include "troupe/examples/chat/irc/mask.hpp"

namespace chat::commands {
namespace {

/// The node that a server parameter means; empty: none.
std::string find_server(const request& r, std::string_view name) {
  if (irc::matches(name, r.on().name()))
    return r.on().name();
  for (const auto& [node, link] : r.on().peers())
    if (link.linked && irc::matches(name, node))
      return node;
  const auto* const who = r.net().find_nick(name);
  return who ? who->id.node : std::string{};
}

} // namespace

bool share_channel(const state::user& left, const state::user& right) noexcept {
  return std::any_of(left.channels.begin(), left.channels.end(),
                     [&right](const state::channel* where) { return where->find(right); });
}

bool may_see(const state::user& who, const state::channel& where) noexcept {
  return !where.facts().is_set('s') || where.find(who);
}

state::channel* find_channel_or_tell(const request& r, std::string_view name) {
  auto* const where = r.net().find_channel(name);
  if (where && may_see(r.user(), *where))
    return where;
  r.reply(irc::numeric::err_nosuchchannel, {name});
  return nullptr;
}

bool is_banned(const state::channel& where, const state::user& who) {
  const auto bans = where.facts().list('b');
  if (bans.empty())
    return false;
  const auto mask = who.mask();
  return std::any_of(bans.begin(), bans.end(),
                     [&mask](std::string_view value) { return irc::matches(state::ban_mask(value), mask); });
}

std::string prefix_of(const state::member& there, bool multi) {
  std::string result;
  if (there.op)
    result += '@';
  if (there.voice && (multi || result.empty()))
    result += '+';
  return result;
}

bool sent_to_server(const request& r, std::size_t index) {
  const auto name = r.param(index);
  if (name.empty())
    return false;
  const auto node = find_server(r, name);
  if (node == r.on().name())
    return false;
  if (node.empty()) {
    r.reply(irc::numeric::err_nosuchserver, {name});
    return true;
  }
  if (r.from_other_node())
    return false;
  state::query_sent query{r.user().id, irc::upper_command(r.message().command), {}};
  for (std::size_t i = 0; i < r.params(); ++i)
    if (i != index)
      query.params.emplace_back(r.param(i));
  r.on().ask(node, query);
  return true;
}

} // namespace chat::commands
