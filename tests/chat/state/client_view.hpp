#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/message.hpp"

namespace tests {

/// What a client makes of the lines it got: its nick, its channels, who is on them and how they are set. Any line that
/// contradicts what it knows is a failure: a JOIN of who is there, a PART of who is not. The client has multi-prefix.
class client_view {
public:
  struct channel {
    std::map<std::string, std::string, chat::irc::folded_less> members; ///< Nick; "@", "+", "@+" or ""
    std::set<std::string> modes;                                        ///< "n", "k secret"
    std::set<std::string> bans;
    std::string topic;
  };

  explicit client_view(std::string nick) : nick_(std::move(nick)) {}

  void read(const std::string& line);
  const std::string& nick() const noexcept { return nick_; }
  const std::map<std::string, channel, chat::irc::folded_less>& channels() const noexcept { return channels_; }
  /// The texts of the messages, in order.
  const std::vector<std::string>& messages() const noexcept { return messages_; }

private:
  channel& at(std::string_view name);
  void join(std::string_view who, std::string_view name);
  void leave(std::string_view who, std::string_view name);
  void quit(std::string_view who);
  void rename(std::string_view who, std::string_view nick);
  void names(std::string_view name, std::string_view list);
  void modes(const chat::irc::message& message, std::size_t first);
  void set_mode(channel& where, bool add, char letter, std::string_view parameter);
  void numeric(const chat::irc::message& message);

  std::string nick_;
  std::map<std::string, channel, chat::irc::folded_less> channels_;
  std::vector<std::string> messages_;
};

} // namespace tests
