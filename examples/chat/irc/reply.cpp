#include "troupe/examples/chat/irc/reply.hpp"

#include <fmt/format.h>

#include "troupe/examples/chat/irc/numeric_table.hpp"

namespace chat::irc {

line reply_head(std::string_view server, std::string_view nick, numeric which) {
  return line{server, fmt::format("{:03}", static_cast<unsigned>(which))}.param(nick);
}

std::string reply(std::string_view server, std::string_view nick, numeric which,
                  std::initializer_list<std::string_view> params) {
  const auto text = row_of(which).text;
  line whole = reply_head(server, nick, which).params(params);
  return text.empty() ? whole.finish() : whole.text(text).finish();
}

std::string reply(std::string_view server, std::string_view nick, numeric which,
                  std::initializer_list<std::string_view> params, std::string_view text) {
  return reply_head(server, nick, which).params(params).text(text).finish();
}

} // namespace chat::irc
