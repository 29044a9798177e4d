#include <algorithm>
#include <charconv>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/names.hpp"
#include "troupe/examples/chat/irc/utf8.hpp"

namespace chat::commands {
namespace {

using irc::numeric;

constexpr std::size_t most_userhosts = 5; // RFC 1459, section 5.7

/// As many lines as the words take, as a nick that is cut is another one; one without words if there are none.
void send_words(const request& r, numeric which, const std::vector<std::string>& words) {
  if (words.empty())
    r.reply(which, {}, "");
  else
    r.send(irc::fill_lines(r.head(which), words));
}

/// All that is remembered of a nick; at most `most`, unless that is 0.
void send_departed(const request& r, std::string_view nick, std::size_t most) {
  std::size_t found = 0;
  for (const auto& who : r.net().departed_users()) {
    if (!irc::same_name(who.nick, nick) || (most != 0 && found == most) || r.is_full())
      continue;
    ++found;
    r.reply(numeric::rpl_whowasuser, {who.nick, who.user_name, who.host, "*"}, who.real_name);
    r.reply(numeric::rpl_whoisserver, {who.nick, who.server}, irc::time_text(who.when));
  }
  if (found == 0)
    r.reply(numeric::err_wasnosuchnick, {nick});
  r.reply(numeric::rpl_endofwhowas, {nick});
}

} // namespace

void handle_userhost(const request& r) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(r.params(), most_userhosts); ++i)
    if (const auto* const who = r.net().find_nick(r.param(i)))
      words.push_back(who->nick + (who->is_operator ? "*" : "") + (who->away.empty() ? "=+" : "=-") + who->user_name +
                      '@' + who->host);
  send_words(r, numeric::rpl_userhost, words);
}

void handle_ison(const request& r) {
  std::vector<std::string> words;
  for (const auto text : r.message().params) // clients put all nicks into one parameter, or one into each
    for (std::string_view rest = text; !rest.empty();) {
      const auto nick = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(rest.size(), nick.size() + 1));
      if (const auto* const who = r.net().find_nick(nick))
        words.push_back(who->nick);
    }
  send_words(r, numeric::rpl_ison, words);
}

void handle_away(const request& r) {
  const auto text = irc::cut_utf8(r.param(0), r.limits().away_length);
  if (r.user().away != text)
    r.on().announce(state::away_changed{r.user().id, std::string{text}});
  r.reply(text.empty() ? numeric::rpl_unaway : numeric::rpl_nowaway);
}

void handle_setname(const request& r) {
  const auto name = irc::real_name(r.param(0), r.limits());
  if (name.empty())
    r.send(irc::make_line(r.on().name(), "FAIL", {"SETNAME", "INVALID_REALNAME"}, "Realname is not valid"));
  else
    r.on().announce(state::name_changed{r.user().id, name});
}

void handle_whowas(const request& r) {
  const auto nicks = irc::split_list(r.param(0));
  if (nicks.empty()) {
    r.reply(numeric::err_nonicknamegiven);
    return;
  }
  if (sent_to_server(r, 2))
    return;
  std::size_t most = 0;
  const auto count = r.param(1);
  std::from_chars(count.data(), count.data() + count.size(), most);
  for (std::size_t i = 0; i < nicks.size(); ++i) {
    if (i >= r.limits().targets) {
      r.reply(numeric::err_toomanytargets, {nicks[i]});
      return;
    }
    send_departed(r, nicks[i], most);
  }
}

} // namespace chat::commands
