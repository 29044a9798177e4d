#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/list_filter.hpp"
#include "troupe/examples/chat/irc/names.hpp"

namespace chat::commands {
namespace {

using irc::numeric;
using state::channel;

irc::list_candidate candidate_of(const channel& where, const state::topic& topic) {
  return {where.name(), where.members().size(), where.created().time / 1000, topic.text.empty() ? 0 : topic.when};
}

void list_channel(const request& r, const channel& where, const irc::list_filter& filter) {
  if (where.empty() || !may_see(r.user(), where))
    return;
  const auto topic = state::parse_topic(where.facts().value('T'));
  if (irc::wanted(filter, candidate_of(where, topic), irc::unix_seconds(r.on().now())))
    r.reply(numeric::rpl_list, {where.name(), std::to_string(where.members().size())}, topic.text);
}

} // namespace

void send_names(const request& r, const channel& where) {
  const bool inside = where.find(r.user()) != nullptr;
  const bool multi = r.caps().has(irc::capability::multi_prefix);
  const bool whole = r.caps().has(irc::capability::userhost_in_names);
  std::vector<std::string> words;
  words.reserve(where.members().size());
  for (const auto& [who, there] : where.members())
    if (inside || !who->invisible)
      words.push_back(prefix_of(there, multi) + (whole ? who->mask() : who->nick));
  const std::string_view symbol = where.facts().is_set('s') ? "@" : "=";
  r.send(irc::fill_lines(r.head(numeric::rpl_namreply).params({symbol, where.name()}), words));
  r.reply(numeric::rpl_endofnames, {where.name()});
}

void handle_names(const request& r) {
  if (r.param(0).empty()) {
    r.reply(numeric::rpl_endofnames, {"*"});
    return;
  }
  const auto names = irc::split_list(r.param(0));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i >= r.limits().targets) { // each may be thousands of nicks
      r.reply(numeric::err_toomanytargets, {names[i]});
      return;
    }
    const auto* const where = r.net().find_channel(names[i]);
    if (where && may_see(r.user(), *where))
      send_names(r, *where);
    else
      r.reply(numeric::rpl_endofnames, {names[i]});
  }
}

void handle_list(const request& r) {
  if (sent_to_server(r, 1))
    return;
  irc::list_filter filter;
  irc::add_list_condition(filter, r.param(0));
  r.reply(numeric::rpl_liststart, {"Channel"});
  if (filter.names.empty()) {
    for (const auto& [name, where] : r.net().channels())
      if (!r.is_full())
        list_channel(r, *where, filter);
  } else {
    for (const auto& name : filter.names)
      if (const auto* const where = r.net().find_channel(name))
        list_channel(r, *where, filter);
  }
  if (r.is_full())
    r.reply(numeric::err_toomanymatches, {"LIST"});
  r.reply(numeric::rpl_listend);
}

} // namespace chat::commands
