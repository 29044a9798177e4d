#include "troupe/examples/chat/irc/isupport.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "troupe/examples/chat/irc/numeric_table.hpp"
#include "troupe/examples/chat/irc/reply.hpp"

namespace chat::irc {
namespace {

constexpr std::size_t tokens_a_line = 13;

} // namespace

std::string isupport_value(std::string_view value) {
  std::string escaped;
  for (const char byte : value) {
    if (static_cast<unsigned char>(byte) <= ' ' || byte == '=' || byte == '\\')
      escaped += fmt::format("\\x{:02X}", static_cast<unsigned char>(byte));
    else
      escaped.push_back(byte);
  }
  return escaped;
}

std::vector<std::string> isupport_tokens(const limits& most) {
  return {
    fmt::format("AWAYLEN={}", most.away_length),
    "CASEMAPPING=rfc1459",
    fmt::format("CHANLIMIT=#:{}", most.channels),
    "CHANMODES=b,k,l,imnst",
    fmt::format("CHANNELLEN={}", most.channel_length),
    "CHANTYPES=#",
    "ELIST=CMNTU",
    fmt::format("HOSTLEN={}", most.host_length),
    fmt::format("KEYLEN={}", most.key_length),
    fmt::format("KICKLEN={}", most.kick_length),
    fmt::format("MAXLIST=b:{}", most.list_entries),
    fmt::format("MODES={}", most.mode_parameters),
    fmt::format("NAMELEN={}", most.name_length),
    fmt::format("NETWORK={}", isupport_value(most.network)),
    fmt::format("NICKLEN={}", most.nick_length),
    "PREFIX=(ov)@+",
    "STATUSMSG=@+",
    fmt::format("TARGMAX=JOIN:,KICK:{0},LIST:,NAMES:{0},NOTICE:{0},PART:,PRIVMSG:{0},TAGMSG:{0},WHOIS:{0},WHOWAS:{0}",
                most.targets),
    fmt::format("TOPICLEN={}", most.topic_length),
    fmt::format("USERLEN={}", most.user_length),
    "WHOX",
  };
}

std::vector<std::string> isupport_lines(std::string_view server, std::string_view nick, const limits& most) {
  const auto tokens = isupport_tokens(most);
  std::vector<std::string> lines;
  for (std::size_t first = 0; first < tokens.size(); first += tokens_a_line) {
    line next = reply_head(server, nick, numeric::rpl_isupport);
    for (std::size_t i = first; i < std::min(first + tokens_a_line, tokens.size()); ++i)
      next.param(tokens[i]);
    lines.push_back(next.text(row_of(numeric::rpl_isupport).text).finish());
  }
  return lines;
}

} // namespace chat::irc
