#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "troupe/examples/chat/commands/handlers.hpp"
#include "troupe/examples/chat/commands/lookup.hpp"
#include "troupe/examples/chat/irc/mask.hpp"

namespace chat::commands {
namespace {

using irc::numeric;

// Numerics of servers' statistics, which no client reads but people do (RFC 2812, section 5).
constexpr std::string_view rpl_statsuptime = "242";
constexpr std::string_view rpl_endofstats = "219";
constexpr std::string_view rpl_adminme = "256";
constexpr std::string_view rpl_adminloc1 = "257";
constexpr std::string_view rpl_adminloc2 = "258";
constexpr std::string_view rpl_adminemail = "259";
constexpr std::string_view rpl_links = "364";
constexpr std::string_view rpl_endoflinks = "365";

void reply_text(const request& r, std::string_view number, std::initializer_list<std::string_view> params,
                std::string_view text) {
  irc::line line{r.on().name(), number};
  r.send(line.param(r.nick()).params(params).text(text).finish());
}

void send_link(const request& r, std::string_view mask, const std::string& name, const std::string& description) {
  if (irc::matches(mask, name))
    reply_text(r, rpl_links, {name, r.on().name()}, (name == r.on().name() ? "0 " : "1 ") + description);
}

std::size_t linked_servers(const request& r) {
  const auto& peers = r.on().peers();
  return static_cast<std::size_t>(
    std::count_if(peers.begin(), peers.end(), [](const auto& each) { return each.second.linked; }));
}

} // namespace

void send_lusers(const request& r) {
  const auto invisible = r.net().invisible_users();
  const auto operators = r.net().operators();
  const auto all = r.net().users().size();
  const auto here = r.on().local_users;
  const auto unknown = r.on().sessions().size() - here;
  const auto servers = linked_servers(r);
  r.reply(numeric::rpl_luserclient, {},
          fmt::format("There are {} users and {} invisible on {} servers", all - invisible, invisible, servers + 1));
  if (operators > 0)
    r.reply(numeric::rpl_luserop, {std::to_string(operators)});
  if (unknown > 0)
    r.reply(numeric::rpl_luserunknown, {std::to_string(unknown)});
  r.reply(numeric::rpl_luserchannels, {std::to_string(r.net().formed_channels())});
  r.reply(numeric::rpl_luserme, {}, fmt::format("I have {} clients and {} servers", here, servers));
  r.reply(numeric::rpl_localusers, {std::to_string(here), std::to_string(r.on().most_local)},
          fmt::format("Current local users {}, max {}", here, r.on().most_local));
  r.reply(numeric::rpl_globalusers, {std::to_string(all), std::to_string(r.on().most_users)},
          fmt::format("Current global users {}, max {}", all, r.on().most_users));
}

void send_motd(const request& r) {
  const auto& lines = r.on().settings().motd;
  if (lines.empty()) {
    r.reply(numeric::err_nomotd);
    return;
  }
  r.reply(numeric::rpl_motdstart, {}, "- " + r.on().name() + " Message of the day - ");
  for (const auto& each : lines)
    r.reply(numeric::rpl_motd, {}, "- " + each);
  r.reply(numeric::rpl_endofmotd);
}

void handle_motd(const request& r) {
  if (!sent_to_server(r, 0))
    send_motd(r);
}

void handle_lusers(const request& r) {
  if (!sent_to_server(r, 1)) // the mask in front is not looked at: the numbers are those of the whole network
    send_lusers(r);
}

void handle_version(const request& r) {
  if (sent_to_server(r, 0))
    return;
  r.reply(numeric::rpl_version, {r.on().settings().version, r.on().name()}, r.on().settings().description);
}

void handle_info(const request& r) {
  if (sent_to_server(r, 0))
    return;
  r.reply(numeric::rpl_info, {}, r.on().settings().version);
  for (const auto& each : r.on().settings().info)
    r.reply(numeric::rpl_info, {}, each);
  r.reply(numeric::rpl_info, {}, "On-line since " + irc::time_text(r.on().settings().started));
  r.reply(numeric::rpl_endofinfo);
}

void handle_time(const request& r) {
  if (sent_to_server(r, 0))
    return;
  r.reply(numeric::rpl_time, {r.on().name(), std::to_string(irc::unix_seconds(r.on().now())), "0"},
          irc::time_text(r.on().now()));
}

void handle_admin(const request& r) {
  if (sent_to_server(r, 0))
    return;
  const auto& admin = r.on().settings().admin;
  reply_text(r, rpl_adminme, {r.on().name()}, "Administrative info");
  reply_text(r, rpl_adminloc1, {}, admin.location);
  reply_text(r, rpl_adminloc2, {}, admin.organisation);
  reply_text(r, rpl_adminemail, {}, admin.email);
}

void handle_links(const request& r) {
  if (r.params() > 1 && sent_to_server(r, 0))
    return;
  const auto given = r.param(r.params() > 1 ? 1 : 0);
  const auto mask = given.empty() ? std::string_view{"*"} : given;
  for (const auto& [name, link] : r.on().peers())
    if (link.linked)
      send_link(r, mask, name, link.description);
  send_link(r, mask, r.on().name(), r.on().settings().description);
  reply_text(r, rpl_endoflinks, {mask}, "End of /LINKS list");
}

void handle_stats(const request& r) {
  if (sent_to_server(r, 1))
    return;
  const auto letter = r.param(0).substr(0, 1);
  if (letter == "u") {
    const auto up = std::chrono::duration_cast<std::chrono::seconds>(r.on().now() - r.on().settings().started).count();
    reply_text(r, rpl_statsuptime, {},
               fmt::format("Server Up {} days {}:{:02}:{:02}", up / 86'400, up / 3'600 % 24, up / 60 % 60, up % 60));
  }
  reply_text(r, rpl_endofstats, {letter}, "End of /STATS report");
}

} // namespace chat::commands
