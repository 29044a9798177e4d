#include <chrono>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/names.hpp"

namespace chat::commands {
namespace {

using irc::numeric;
using state::user;

std::string description_of(const request& r, const std::string& node) {
  if (node == r.on().name())
    return r.on().settings().description;
  const auto found = r.on().peers().find(node);
  return found == r.on().peers().end() ? std::string{} : found->second.description;
}

void send_channels(const request& r, const user& who) {
  std::vector<std::string> words;
  for (const auto* where : who.channels)
    if (may_see(r.user(), *where) || &who == &r.user())
      words.push_back(prefix_of(*where->find(who), r.caps().has(irc::capability::multi_prefix)) + where->name());
  r.send(irc::fill_lines(r.head(numeric::rpl_whoischannels).param(who.nick), words));
}

/// What only his own server knows.
void send_local_facts(const request& r, const user& who) {
  const auto* const there = r.on().session_of(who);
  if (!there)
    return;
  if (&who == &r.user() || r.user().is_operator) {
    r.reply(numeric::rpl_whoishost, {who.nick}, "is connecting from *@" + there->from.host + ' ' + there->from.address);
    r.reply(numeric::rpl_whoismodes, {who.nick}, "is using modes +" + who.modes());
  }
  const auto idle = std::chrono::duration_cast<std::chrono::seconds>(r.on().now() - there->spoke).count();
  r.reply(numeric::rpl_whoisidle, {who.nick, std::to_string(idle), std::to_string(who.signon)});
}

void send_whois(const request& r, const user& who) {
  r.reply(numeric::rpl_whoisuser, {who.nick, who.user_name, who.host, "*"}, who.real_name);
  send_channels(r, who);
  r.reply(numeric::rpl_whoisserver, {who.nick, who.id.node}, description_of(r, who.id.node));
  if (!who.away.empty())
    r.reply(numeric::rpl_away, {who.nick}, who.away);
  if (who.is_operator)
    r.reply(numeric::rpl_whoisoperator, {who.nick});
  if (who.secure)
    r.reply(numeric::rpl_whoissecure, {who.nick});
  send_local_facts(r, who);
  r.reply(numeric::rpl_endofwhois, {who.nick});
}

/// A user of another node is asked for there: only that node knows how long he has been idle.
void whois(const request& r, std::string_view nick) {
  const auto* const who = r.net().find_nick(nick);
  if (!who) {
    r.reply(numeric::err_nosuchnick, {nick});
    r.reply(numeric::rpl_endofwhois, {nick});
  } else if (who->session == 0 && !r.from_other_node()) {
    r.on().ask(who->id.node, state::query_sent{r.user().id, "WHOIS", {who->nick}});
  } else {
    send_whois(r, *who);
  }
}

} // namespace

void handle_whois(const request& r) {
  if (r.params() > 1 && sent_to_server(r, 0))
    return;
  const auto nicks = irc::split_list(r.param(r.params() > 1 ? 1 : 0));
  if (nicks.empty()) {
    r.reply(numeric::err_nonicknamegiven);
    return;
  }
  for (std::size_t i = 0; i < nicks.size(); ++i) {
    if (i >= r.limits().targets) {
      r.reply(numeric::err_toomanytargets, {nicks[i]});
      return;
    }
    whois(r, nicks[i]);
  }
}

} // namespace chat::commands
