#include <algorithm>
#include <charconv>
#include <utility>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/names.hpp"
#include "troupe/examples/chat/irc/utf8.hpp"

namespace chat::commands {
namespace {

using irc::numeric;
using state::channel;

void send_topic(const request& r, const channel& where) {
  const auto topic = state::parse_topic(where.facts().value('T'));
  if (topic.text.empty())
    return;
  r.reply(numeric::rpl_topic, {where.name()}, topic.text);
  r.reply(numeric::rpl_topicwhotime, {where.name(), topic.setter, std::to_string(topic.when)});
}

bool is_full(const channel& where) {
  const auto& text = where.facts().value('l');
  std::size_t limit = 0;
  std::from_chars(text.data(), text.data() + text.size(), limit);
  return limit != 0 && where.members().size() >= limit;
}

/// Whether the user may join; else he was told why not. An operator's invitation overrides everything.
bool may_join(const request& r, const channel& where, std::string_view key) {
  if (r.session().invitations.count(where.name()) != 0)
    return true;
  const auto& wanted = where.facts().value('k');
  if (!wanted.empty() && wanted != key)
    r.reply(numeric::err_badchannelkey, {where.name()});
  else if (where.facts().is_set('i'))
    r.reply(numeric::err_inviteonlychan, {where.name()});
  else if (is_full(where))
    r.reply(numeric::err_channelisfull, {where.name()});
  else if (is_banned(where, r.user()))
    r.reply(numeric::err_bannedfromchan, {where.name()});
  else
    return true;
  return false;
}

void join(const request& r, std::string_view name, std::string_view key) {
  if (!irc::valid_channel(name, r.limits())) {
    r.reply(numeric::err_nosuchchannel, {name});
    return;
  }
  const auto* where = r.net().find_channel(name);
  if (where && where->find(r.user()))
    return;
  if (r.user().channels.size() >= r.limits().channels) {
    r.reply(numeric::err_toomanychannels, {name});
    return;
  }
  if (where && !may_join(r, *where, key))
    return;
  const auto at = r.on().next_stamp();
  r.on().announce(
    state::joined{r.user().id, where ? where->name() : std::string{name}, at, where ? where->created() : at});
  const auto& there = *r.net().find_channel(name);
  send_topic(r, there);
  send_names(r, there);
}

void part(const request& r, const channel& where, std::string_view reason) {
  r.on().announce(state::left{r.user().id, where.name(), {}, std::string{reason}});
}

void kick(const request& r, std::string_view name, std::string_view nick) {
  const auto* const where = find_channel_or_tell(r, name);
  if (!where)
    return;
  const auto* const mine = where->find(r.user());
  const auto* const who = r.net().find_nick(nick);
  const auto* const there = who ? where->find(*who) : nullptr;
  if (!mine)
    r.reply(numeric::err_notonchannel, {where->name()});
  else if (!mine->op)
    r.reply(numeric::err_chanoprivsneeded, {where->name()});
  else if (!who)
    r.reply(numeric::err_nosuchnick, {nick});
  else if (!there)
    r.reply(numeric::err_usernotinchannel, {who->nick, where->name()});
  else
    r.on().tell(who->id.node, state::kick_requested{
                                who->id, where->name(), there->joined, r.user().mask(),
                                std::string{r.param(2).empty() ? std::string_view{r.user().nick}
                                                               : irc::cut_utf8(r.param(2), r.limits().kick_length)}});
}

void show_topic(const request& r, const channel& where) {
  if (state::parse_topic(where.facts().value('T')).text.empty())
    r.reply(numeric::rpl_notopic, {where.name()});
  else
    send_topic(r, where);
}

void show_invitations(const request& r) {
  for (const auto& name : r.session().invitations)
    r.reply(numeric::rpl_invitelist, {name});
  r.reply(numeric::rpl_endofinvitelist);
}

void invite(const request& r, const channel& where, const state::user& who, bool by_operator) {
  const state::invited event{who.id, where.name(), r.user().mask(), by_operator};
  auto nodes = where.nodes({});
  if (std::find(nodes.begin(), nodes.end(), who.id.node) == nodes.end())
    nodes.push_back(who.id.node);
  for (const auto& node : nodes)
    r.on().tell(node, event);
  r.reply(numeric::rpl_inviting, {who.nick, where.name()});
  if (!who.away.empty())
    r.reply(numeric::rpl_away, {who.nick}, who.away);
}

} // namespace

void handle_join(const request& r) {
  if (r.param(0) == "0") {
    while (!r.user().channels.empty())
      part(r, *r.user().channels.back(), "Left all channels");
    return;
  }
  const auto keys = r.param(1);
  std::size_t next_key = 0;
  for (const auto name : irc::split_list(r.param(0))) {
    const auto end = std::min(keys.find(',', next_key), keys.size());
    join(r, name, keys.substr(next_key, end - next_key));
    next_key = std::min(end + 1, keys.size());
  }
}

void handle_part(const request& r) {
  for (const auto name : irc::split_list(r.param(0))) {
    const auto* const where = find_channel_or_tell(r, name);
    if (!where)
      continue;
    if (where->find(r.user()))
      part(r, *where, r.param(1));
    else
      r.reply(numeric::err_notonchannel, {where->name()});
  }
}

void handle_kick(const request& r) {
  const auto channels = irc::split_list(r.param(0));
  const auto nicks = irc::split_list(r.param(1));
  if (nicks.empty() || (channels.size() != 1 && channels.size() != nicks.size())) {
    r.need_more_params();
    return;
  }
  for (std::size_t i = 0; i < nicks.size(); ++i) {
    if (i >= r.limits().targets) {
      r.reply(numeric::err_toomanytargets, {nicks[i]});
      return;
    }
    kick(r, channels[channels.size() == 1 ? 0 : i], nicks[i]);
  }
}

void handle_topic(const request& r) {
  const auto* const where = find_channel_or_tell(r, r.param(0));
  if (!where)
    return;
  const auto* const mine = where->find(r.user());
  if (r.params() < 2) {
    show_topic(r, *where);
    return;
  }
  if (!mine) {
    r.reply(numeric::err_notonchannel, {where->name()});
    return;
  }
  if (where->facts().is_set('t') && !mine->op) {
    r.reply(numeric::err_chanoprivsneeded, {where->name()});
    return;
  }
  const auto mask = r.user().mask();
  const state::topic topic{mask, irc::unix_seconds(r.on().now()),
                           std::string{irc::cut_utf8(r.param(1), r.limits().topic_length)}};
  r.on().announce(state::registers_written{
    where->name(), where->created(), mask, {{'T', {}, state::topic_value(topic), r.on().next_stamp()}}});
}

void handle_invite(const request& r) {
  if (r.params() == 0) {
    show_invitations(r);
    return;
  }
  if (r.params() < 2) {
    r.need_more_params();
    return;
  }
  const auto* const who = r.net().find_nick(r.param(0));
  if (!who) {
    r.reply(numeric::err_nosuchnick, {r.param(0)});
    return;
  }
  const auto* const where = find_channel_or_tell(r, r.param(1));
  if (!where)
    return;
  const auto* const mine = where->find(r.user());
  if (!mine)
    r.reply(numeric::err_notonchannel, {where->name()});
  else if (where->facts().is_set('i') && !mine->op)
    r.reply(numeric::err_chanoprivsneeded, {where->name()});
  else if (where->find(*who))
    r.reply(numeric::err_useronchannel, {who->nick, where->name()});
  else
    invite(r, *where, *who, mine->op);
}

} // namespace chat::commands
