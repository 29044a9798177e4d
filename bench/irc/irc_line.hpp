#pragma once

#include <optional>
#include <string_view>

namespace troupe::bench {

/// One line of a server, cut where the generator looks. Points into the line.
struct irc_line {
  std::string_view nick;    ///< of the sender, empty if a server speaks
  std::string_view command; ///< "PRIVMSG", "366"
  std::string_view last;    ///< the last parameter, without its colon
};

/// Cuts a line without its CRLF: tags, prefix, command, parameters (RFC 1459, 2.3.1).
[[nodiscard]] inline irc_line parse_irc_line(std::string_view line) {
  const auto take_word = [&line] {
    const auto end = line.find(' ');
    const auto word = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    return word;
  };
  irc_line result;
  if (!line.empty() && line.front() == '@')
    take_word();
  if (!line.empty() && line.front() == ':') {
    const auto prefix = take_word().substr(1);
    const auto end = prefix.find('!');
    if (end != std::string_view::npos)
      result.nick = prefix.substr(0, end);
  }
  result.command = take_word();
  const auto colon = !line.empty() && line.front() == ':' ? 0 : line.find(" :");
  if (colon != std::string_view::npos)
    result.last = line.substr(line.front() == ':' ? 1 : colon + 2);
  else if (const auto blank = line.rfind(' '); blank != std::string_view::npos)
    result.last = line.substr(blank + 1);
  else
    result.last = line;
  return result;
}

/// The decimal number at the beginning of `text`, which is shortened by it and one character behind it; none: no digit.
[[nodiscard]] inline std::optional<unsigned> take_number(std::string_view& text) {
  std::size_t length = 0;
  unsigned value = 0;
  for (; length < text.size() && text[length] >= '0' && text[length] <= '9'; ++length)
    value = value * 10 + static_cast<unsigned>(text[length] - '0');
  if (length == 0)
    return {};
  text.remove_prefix(length < text.size() ? length + 1 : length);
  return value;
}

} // namespace troupe::bench
