#include <algorithm>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/irc/mode_change.hpp"
#include "troupe/examples/chat/state/secret.hpp"

namespace chat::commands {
namespace {

using irc::numeric;

bool is_operator_or_tell(const request& r) {
  if (!r.user().is_operator)
    r.reply(numeric::err_noprivileges);
  return r.user().is_operator;
}

} // namespace

void handle_oper(const request& r) {
  const auto& logins = r.on().settings().operators;
  if (logins.empty()) {
    r.reply(numeric::err_nooperhost);
    return;
  }
  const auto& from = r.session().from.network;
  if (!r.on().neighbours().may_guess(from, r.on().now())) {
    r.reply(numeric::err_passwdmismatch, {}, "Too many wrong passwords; try again in some seconds");
    return;
  }
  const bool fits = std::any_of(logins.begin(), logins.end(), [&r](const state::operator_login& each) {
    return each.name == r.param(0) && state::is_same_secret(r.param(1), each.password);
  });
  if (!fits) {
    r.on().neighbours().guessed_wrong(from, r.on().now());
    r.on().out().log(state::log_level::warning, r.user().mask() + " failed to become an operator");
    r.reply(numeric::err_passwdmismatch);
    return;
  }
  if (!r.user().is_operator) {
    r.on().announce(state::modes_changed{r.user().id, r.user().modes() + 'o'});
    r.send(irc::mode_lines(r.user().mask(), r.user().nick, {{true, 'o', {}}}, r.limits()));
    r.on().out().log(state::log_level::info, r.user().mask() + " is an operator now");
  }
  r.reply(numeric::rpl_youreoper);
}

void handle_kill(const request& r) {
  if (!is_operator_or_tell(r))
    return;
  const auto* const who = r.net().find_nick(r.param(0));
  if (!who) {
    r.reply(numeric::err_nosuchnick, {r.param(0)});
    return;
  }
  r.on().out().log(state::log_level::info, r.user().mask() + " kills " + who->mask());
  r.on().tell(who->id.node, state::kill_requested{who->id, r.user().mask(),
                                                  "Killed (" + r.user().nick + " (" + std::string{r.param(1)} + "))"});
}

void handle_wallops(const request& r) {
  if (is_operator_or_tell(r))
    r.on().announce(state::wallops_sent{r.user().mask(), std::string{r.param(0)}});
}

} // namespace chat::commands
