#include "troupe/examples/chat/irc/cap_command.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/irc/reply.hpp"

namespace chat::irc {
namespace {

constexpr unsigned newest_version = 302;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    if (!word.empty())
      words.emplace_back(word);
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return words;
}

/// 0 for what is no number; a number that is too large is as good as the largest.
unsigned version_of(std::string_view text) noexcept {
  unsigned number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  return end.ec == std::errc::result_out_of_range ? newest_version : number;
}

/// The set after the changes, or none when one of them is not possible.
std::optional<capability_set> changed(capability_set enabled, const std::vector<std::string>& changes,
                                      bool keeps_notify) {
  for (std::string_view name : changes) {
    const bool remove = name.front() == '-';
    const auto which = find_capability(name.substr(remove ? 1 : 0));
    if (!which || (remove && keeps_notify && *which == capability::cap_notify))
      return std::nullopt;
    if (remove)
      enabled.erase(*which);
    else
      enabled.insert(*which);
  }
  return enabled;
}

/// The lines of one subcommand with a list; `starred`: all but the last one have a "*".
std::vector<std::string> list_lines(std::string_view server, std::string_view nick, std::string_view subcommand,
                                    const std::vector<std::string>& words, bool starred) {
  const line last = line{server, "CAP"}.params({nick, subcommand});
  if (words.empty())
    return {line{last}.text("").finish()};
  return fill_lines(starred ? line{last}.param("*") : last, last, words);
}

} // namespace

std::vector<std::string> answer_cap(cap_session& session, const message& command, std::string_view server,
                                    std::string_view nick, bool registered) {
  const auto subcommand = upper_command(command.params[0]);
  if (subcommand.empty())
    return {reply(server, nick, numeric::err_needmoreparams, {"CAP"})};

  if (subcommand == "LS") {
    const auto version = version_of(command.params[1]);
    session.version = std::max(session.version, version);
    session.negotiating = session.negotiating || !registered;
    if (session.version >= newest_version)
      session.enabled.insert(capability::cap_notify);
    return list_lines(server, nick, subcommand, capability_set::all().names(), version >= newest_version);
  }
  if (subcommand == "LIST")
    return list_lines(server, nick, subcommand, session.enabled.names(), session.version >= newest_version);
  if (subcommand == "REQ") {
    session.negotiating = session.negotiating || !registered;
    const auto words = words_of(command.params[1]);
    const auto after = changed(session.enabled, words, session.version >= newest_version);
    if (after)
      session.enabled = *after;
    return list_lines(server, nick, after ? "ACK" : "NAK", words, false);
  }
  if (subcommand == "END") {
    session.negotiating = false;
    return {};
  }
  return {reply(server, nick, numeric::err_invalidcapcmd, {command.params[0]})};
}

} // namespace chat::irc
