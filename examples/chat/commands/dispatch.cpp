#include "troupe/examples/chat/commands/dispatch.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "troupe/examples/chat/commands/handlers.hpp"

namespace chat::commands {
namespace {

enum class when { always, registered };
enum class whose { own, any_node }; // any_node: answered for the users of other nodes, too

struct row {
  std::string_view name;
  void (*handle)(const request&) = nullptr;
  std::size_t least_params = 0; // fewer: ERR_NEEDMOREPARAMS. 0 for those with an error of their own
  when allowed = when::registered;
  whose users = whose::own;
};

// In the order of the names.
constexpr row rows[] = {
  {"ADMIN", handle_admin, 0, when::registered, whose::any_node},
  {"AWAY", handle_away},
  {"CAP", handle_cap, 1, when::always},
  {"ERROR", handle_nothing, 0, when::always},
  {"HELP", handle_help, 0, when::always},
  {"HELPOP", handle_help, 0, when::always},
  {"INFO", handle_info, 0, when::registered, whose::any_node},
  {"INVITE", handle_invite},
  {"ISON", handle_ison, 1},
  {"JOIN", handle_join, 1},
  {"KICK", handle_kick, 2},
  {"KILL", handle_kill, 2},
  {"LINKS", handle_links, 0, when::registered, whose::any_node},
  {"LIST", handle_list, 0, when::registered, whose::any_node},
  {"LUSERS", handle_lusers, 0, when::registered, whose::any_node},
  {"MODE", handle_mode, 1},
  {"MOTD", handle_motd, 0, when::registered, whose::any_node},
  {"NAMES", handle_names},
  {"NICK", handle_nick, 0, when::always},
  {"NOTICE", handle_notice},
  {"OPER", handle_oper, 2},
  {"PART", handle_part, 1},
  {"PASS", handle_pass, 1, when::always},
  {"PING", handle_ping, 0, when::always, whose::any_node},
  {"PONG", handle_nothing, 0, when::always},
  {"PRIVMSG", handle_privmsg},
  {"QUIT", handle_quit, 0, when::always},
  {"SETNAME", handle_setname, 1},
  {"STATS", handle_stats, 1, when::registered, whose::any_node},
  {"TAGMSG", handle_tagmsg},
  {"TIME", handle_time, 0, when::registered, whose::any_node},
  {"TOPIC", handle_topic, 1},
  {"USER", handle_user, 4, when::always},
  {"USERHOST", handle_userhost, 1},
  {"VERSION", handle_version, 0, when::registered, whose::any_node},
  {"WALLOPS", handle_wallops, 1},
  {"WHO", handle_who},
  {"WHOIS", handle_whois, 0, when::registered, whose::any_node},
  {"WHOWAS", handle_whowas, 0, when::registered, whose::any_node},
};

const row* find_row(std::string_view name) noexcept {
  const auto* const found =
    std::lower_bound(std::begin(rows), std::end(rows), name,
                     [](const row& each, std::string_view sought) { return each.name < sought; });
  return found != std::end(rows) && found->name == name ? found : nullptr;
}

/// The least that is wanted of USER after the registration is nothing: ERR_ALREADYREGISTERED goes first.
bool has_params(const row& found, const request& r) {
  return r.params() >= found.least_params || (r.registered() && (found.name == "USER" || found.name == "PASS"));
}

} // namespace

void handle_line(state::server& on, state::session& from, std::string_view line) {
  const auto parsed = irc::parse(line);
  if (parsed.error == irc::parse_error::tags_too_long || parsed.error == irc::parse_error::too_long)
    refuse_long_line(on, from);
  const request r{on, from, parsed.value};
  if (parsed.error == irc::parse_error::malformed && !parsed.value.command.empty())
    r.reply(irc::numeric::err_unknowncommand, {parsed.value.command});
  if (!parsed)
    return;
  const auto name = irc::upper_command(parsed.value.command);
  const auto* const found = find_row(name);
  if (!found)
    r.reply(irc::numeric::err_unknowncommand, {parsed.value.command});
  else if (found->allowed == when::registered && !r.registered())
    r.reply(irc::numeric::err_notregistered);
  else if (!has_params(*found, r))
    r.need_more_params();
  else
    found->handle(r);
}

void refuse_long_line(state::server& on, state::session& from) {
  const irc::message nothing;
  request{on, from, nothing}.reply(irc::numeric::err_inputtoolong);
}

void answer_query(state::server& on, const state::query_sent& query) {
  const auto* const asker = on.net().find(query.asker);
  const auto* const found = find_row(query.command);
  if (!asker || !found || found->users != whose::any_node)
    return;
  irc::message message;
  message.command = query.command;
  for (const auto& each : query.params)
    message.params.push(each);
  state::query_answered answer{query.asker, {}};
  const request r{on, *asker, message, answer.lines};
  found->handle(r);
  on.tell(query.asker.node, std::move(answer));
}

void refuse_query(state::server& on, const std::string& node, const state::query_sent& query) {
  const auto* const asker = on.net().find(query.asker);
  auto* const from = asker ? on.session_of(*asker) : nullptr;
  if (!from)
    return;
  const irc::message nothing;
  const request r{on, *from, nothing};
  r.reply(irc::numeric::err_nosuchserver, {node});
  if (query.command == "WHOIS" && !query.params.empty())
    r.reply(irc::numeric::rpl_endofwhois, {query.params.back()});
}

} // namespace chat::commands
