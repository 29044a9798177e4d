#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/irc/casemap.hpp"

namespace chat::commands {
namespace {

using irc::numeric;

/// A command, as people ask about it.
struct topic {
  std::string_view name;
  std::string_view usage;
  std::string_view meaning;
};

constexpr topic topics[] = {
  {"AWAY", "AWAY [:text]", "tells those who write to you that you are away; without a text: that you are back"},
  {"INVITE", "INVITE nick #channel", "asks somebody to a channel; an operator's invitation opens every door"},
  {"JOIN", "JOIN #channel[,#channel]... [key[,key]...]", "enters a channel; who makes it is its operator"},
  {"KICK", "KICK #channel nick [:comment]", "puts somebody out of a channel; for its operators"},
  {"LINKS", "LINKS", "shows the servers of this network"},
  {"LIST", "LIST [#channel | >users | <users | *mask*]", "shows the channels"},
  {"LUSERS", "LUSERS", "counts users, channels and servers"},
  {"MODE", "MODE #channel [+-modes [parameter]...]",
   "shows or sets: o and v nick, b mask (ban), i invited only, k key, l limit, m moderated, n no messages from "
   "outside, "
   "s secret, t topic by operators"},
  {"MOTD", "MOTD [server]", "shows the message of the day"},
  {"NAMES", "NAMES #channel", "shows who is on a channel"},
  {"NICK", "NICK name", "changes what you are called"},
  {"NOTICE", "NOTICE nick|#channel :text", "says something that no program may answer"},
  {"OPER", "OPER name password", "makes you an operator of the network"},
  {"PART", "PART #channel [:text]", "leaves a channel"},
  {"PRIVMSG", "PRIVMSG nick|#channel :text", "says something; to @#channel: to its operators only"},
  {"QUIT", "QUIT [:text]", "leaves the network"},
  {"SETNAME", "SETNAME :text", "changes your real name"},
  {"TIME", "TIME [server]", "shows a server's time"},
  {"TOPIC", "TOPIC #channel [:text]", "shows or sets what a channel is about"},
  {"USER", "USER name 0 * :real name", "says who you are, once, with NICK, when you have connected"},
  {"VERSION", "VERSION [server]", "shows what a server runs"},
  {"WHO", "WHO #channel|mask [%fields]", "lists users"},
  {"WHOIS", "WHOIS nick", "tells about a user"},
  {"WHOWAS", "WHOWAS nick", "tells about a user who has gone"},
};

/// The names of all commands that there is help for, in lines.
void send_index(const request& r) {
  constexpr std::string_view subject = "*";
  constexpr std::size_t a_line = 8;
  r.reply(numeric::rpl_helpstart, {subject}, "HELP COMMAND tells about one of these:");
  std::string words;
  std::size_t count = 0;
  for (const auto& each : topics) {
    words.append(words.empty() ? "" : " ").append(each.name);
    if (++count % a_line == 0)
      r.reply(numeric::rpl_helptxt, {subject}, std::exchange(words, {}));
  }
  if (!words.empty())
    r.reply(numeric::rpl_helptxt, {subject}, words);
  r.reply(numeric::rpl_endofhelp, {subject}, "What a client hides behind /msg, /me and windows is made of these.");
}

} // namespace

void handle_help(const request& r) {
  if (r.param(0).empty()) {
    send_index(r);
    return;
  }
  const auto* const found = std::find_if(std::begin(topics), std::end(topics),
                                         [&r](const topic& each) { return irc::same_name(each.name, r.param(0)); });
  if (found == std::end(topics)) {
    r.reply(numeric::err_helpnotfound, {r.param(0)});
    return;
  }
  r.reply(numeric::rpl_helpstart, {found->name}, found->usage);
  r.reply(numeric::rpl_endofhelp, {found->name}, found->meaning);
}

} // namespace chat::commands
