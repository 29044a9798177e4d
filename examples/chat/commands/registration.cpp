#include <algorithm>
#include <utility>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/cap_command.hpp"
#include "troupe/examples/chat/irc/isupport.hpp"
#include "troupe/examples/chat/irc/mode_change.hpp"
#include "troupe/examples/chat/irc/names.hpp"
#include "troupe/examples/chat/state/apply.hpp"
#include "troupe/examples/chat/state/secret.hpp"

namespace chat::commands {
namespace {

using irc::numeric;

/// 001 to 005, LUSERS and MOTD.
void send_welcome(const request& r) {
  const auto& options = r.on().settings();
  const auto& server = r.on().name();
  r.reply(numeric::rpl_welcome, {},
          "Welcome to the " + options.limits.network + " Network, " + r.session().who->mask());
  r.reply(numeric::rpl_yourhost, {}, "Your host is " + server + ", running version " + options.version);
  r.reply(numeric::rpl_created, {}, "This server was created " + irc::time_text(options.started));
  r.reply(numeric::rpl_myinfo,
          {server, options.version, irc::user_modes, irc::channel_modes, irc::channel_modes_with_parameter});
  r.send(irc::isupport_lines(server, r.nick(), options.limits));
  send_lusers(r);
  send_motd(r);
}

bool password_is_right(const request& r) {
  const auto& wanted = r.on().settings().password;
  if (wanted.empty())
    return true;
  auto& neighbours = r.on().neighbours();
  const auto& from = r.session().from.network;
  if (!neighbours.may_guess(from, r.on().now())) {
    r.on().end(r.session(), "Too many wrong passwords; try again in some seconds");
    return false;
  }
  if (state::is_same_secret(r.session().password, wanted))
    return true;
  neighbours.guessed_wrong(from, r.on().now());
  r.reply(numeric::err_passwdmismatch);
  r.on().end(r.session(), "Bad password");
  return false;
}

void introduce(state::server& on, state::session& from) {
  const auto id = on.new_user();
  on.announce(state::user_introduced{id,
                                     from.nick,
                                     on.next_stamp(),
                                     from.user_name,
                                     from.from.host,
                                     from.real_name,
                                     {},
                                     {},
                                     irc::unix_seconds(on.now()),
                                     from.from.tls});
  from.who = on.net().find(id);
  from.who->session = from.id;
  from.spoke = on.now();
  on.most_local = std::max(on.most_local, ++on.local_users);
  on.out().log(state::log_level::info, from.who->mask() + " registered");
}

/// Registers the client when nothing is missing any more.
void register_if_complete(const request& r) {
  auto& from = r.session();
  if (from.who || from.nick.empty() || from.user_name.empty() || from.cap.negotiating || !password_is_right(r))
    return;
  if (r.net().find_nick(from.nick)) { // taken since the client asked for it
    const auto nick = std::exchange(from.nick, {});
    r.reply(numeric::err_nicknameinuse, {nick});
    return;
  }
  introduce(r.on(), from);
  send_welcome(r);
}

} // namespace

void handle_cap(const request& r) {
  auto& from = r.session();
  const auto before = from.cap.enabled;
  const auto lines = irc::answer_cap(from.cap, r.message(), r.on().name(), r.nick(), r.registered());
  if (from.who && from.cap.enabled != before)
    for (auto* const where : from.who->channels)
      where->regroup(from.id, before, from.cap.enabled);
  r.send(lines);
  register_if_complete(r);
}

void handle_pass(const request& r) {
  if (r.registered())
    r.reply(numeric::err_alreadyregistered);
  else
    r.session().password = r.param(0);
}

void handle_nick(const request& r) {
  const auto nick = irc::cut_nick(r.param(0), r.limits());
  if (nick.empty()) {
    r.reply(numeric::err_nonicknamegiven);
    return;
  }
  if (!irc::valid_nick(nick, r.limits())) {
    r.reply(numeric::err_erroneusnickname, {nick});
    return;
  }
  auto& from = r.session();
  const auto* const holder = r.net().find_nick(nick);
  if (holder && holder != from.who) {
    r.reply(numeric::err_nicknameinuse, {nick});
  } else if (!from.who) {
    from.nick = nick;
    register_if_complete(r);
  } else if (from.who->nick != nick) {
    r.on().announce(state::nick_changed{from.who->id, std::string{nick}, r.on().next_stamp()});
  }
}

void handle_user(const request& r) {
  auto& from = r.session();
  if (r.registered()) {
    r.reply(numeric::err_alreadyregistered);
    return;
  }
  if (r.param(0).empty() || r.param(3).empty()) {
    r.need_more_params();
    return;
  }
  from.user_name = irc::user_name(r.param(0), r.limits());
  from.real_name = irc::real_name(r.param(3), r.limits());
  register_if_complete(r);
}

void handle_quit(const request& r) {
  r.on().end(r.session(), r.param(0).empty() ? "Client Quit" : "Quit: " + std::string{r.param(0)});
}

void handle_ping(const request& r) {
  if (r.param(0).empty())
    r.reply(numeric::err_noorigin);
  else if (!r.registered() || !sent_to_server(r, 1))
    r.send(irc::make_line(r.on().name(), "PONG", {r.on().name()}, r.param(0)));
}

void handle_nothing(const request& /*r*/) {}

} // namespace chat::commands
