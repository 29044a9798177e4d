#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/names.hpp"
#include "troupe/examples/chat/irc/tags.hpp"
#include "troupe/examples/chat/state/apply.hpp"
#include "troupe/examples/chat/state/audience.hpp"

namespace chat::commands {
namespace {

using irc::numeric;
using state::message_kind;

/// A NOTICE is never answered (RFC 1459, section 4.4.2).
void refuse(const request& r, message_kind kind, numeric why, std::initializer_list<std::string_view> params) {
  if (kind != message_kind::notice)
    r.reply(why, params);
}

bool may_speak(const state::channel& where, const state::user& who) {
  const auto* const there = where.find(who);
  if (there && (there->op || there->voice))
    return true;
  if (where.facts().is_set('m') || (where.facts().is_set('n') && !there))
    return false;
  return !is_banned(where, who);
}

/// The nodes that have members there, or may have: those whose members are still being told.
std::vector<std::string> nodes_of(const request& r, const state::channel& where) {
  auto nodes = where.nodes(r.on().name());
  for (const auto& [name, link] : r.on().peers())
    if (link.linked && link.arriving && std::find(nodes.begin(), nodes.end(), name) == nodes.end())
      nodes.push_back(name);
  return nodes;
}

void send_to_channel(const request& r, state::message_sent message, const irc::message_target& target) {
  const auto* const where = r.net().find_channel(target.name);
  if (!where || !may_see(r.user(), *where)) {
    refuse(r, message.kind, numeric::err_nosuchchannel, {target.name});
    return;
  }
  if (!may_speak(*where, r.user())) {
    refuse(r, message.kind, numeric::err_cannotsendtochan, {where->name()});
    return;
  }
  message.channel = where->name();
  if (target.status != '\0')
    message.status = target.status;
  for (const auto& node : nodes_of(r, *where))
    r.on().tell(node, message);
  state::apply(r.on(), r.on().name(), message);
}

void send_to_user(const request& r, state::message_sent message, std::string_view nick) {
  const auto* const who = r.net().find_nick(nick);
  if (!who) {
    refuse(r, message.kind, numeric::err_nosuchnick, {nick});
    return;
  }
  message.to = who->id;
  r.on().tell(who->id.node, message);
  state::send_echo(r.on(), r.session(), message, who->nick);
  if (message.kind == message_kind::privmsg && !who->away.empty())
    r.reply(numeric::rpl_away, {who->nick}, who->away);
}

void send_to(const request& r, const state::message_sent& message, std::string_view text) {
  const auto target = irc::split_target(text);
  if (irc::is_channel_name(target.name))
    send_to_channel(r, message, target);
  else
    send_to_user(r, message, text);
}

/// The message without its target.
state::message_sent message_of(const request& r, message_kind kind) {
  state::message_sent result;
  result.from = r.user().id;
  result.kind = kind;
  result.text = r.param(1);
  if (r.caps().has(irc::capability::message_tags))
    result.tags = irc::client_only_tags(r.message().tags);
  result.time = std::chrono::duration_cast<std::chrono::milliseconds>(r.on().now().time_since_epoch()).count();
  return result;
}

void handle_message(const request& r, message_kind kind) {
  const auto targets = irc::split_list(r.param(0));
  if (targets.empty()) {
    if (kind != message_kind::notice)
      r.reply(numeric::err_norecipient, {}, "No recipient given (" + irc::upper_command(r.message().command) + ")");
    return;
  }
  if (kind != message_kind::tagmsg && r.param(1).empty()) {
    refuse(r, kind, numeric::err_notexttosend, {});
    return;
  }
  if (kind != message_kind::tagmsg)
    r.session().spoke = r.on().now();
  const auto message = message_of(r, kind);
  if (kind == message_kind::tagmsg && message.tags.empty())
    return; // nothing in it that anybody could get
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (i >= r.limits().targets) {
      refuse(r, kind, numeric::err_toomanytargets, {targets[i]});
      return;
    }
    send_to(r, message, targets[i]);
  }
}

} // namespace

void handle_privmsg(const request& r) {
  handle_message(r, message_kind::privmsg);
}
void handle_notice(const request& r) {
  handle_message(r, message_kind::notice);
}
void handle_tagmsg(const request& r) {
  handle_message(r, message_kind::tagmsg);
}

} // namespace chat::commands
