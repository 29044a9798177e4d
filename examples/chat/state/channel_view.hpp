#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "troupe/examples/chat/irc/mode_change.hpp"
#include "troupe/examples/chat/state/channel.hpp"
#include "troupe/examples/chat/state/network.hpp"

namespace chat::state {

/// What members see of a channel's facts. Taken before and after something that replaces or merges many facts at once,
/// two views tell what to say about it. No user in it may be deleted in between.
struct channel_view {
  std::string letters; ///< Modes without a parameter
  std::string key;
  std::string limit;
  std::string topic; ///< The register's value
  std::set<std::string> bans;
  std::map<user*, member, by_serial> statuses; ///< Of those who have any
};

channel_view view_of(const channel& where);
/// What MODE has to say when `before` has become `after`.
std::vector<irc::mode_change> changes(const channel_view& before, const channel_view& after);
/// What MODE has to say about a write to a register of `where`, which held `before`. None for the topic, and for the
/// status of who is not on the channel (yet).
std::vector<irc::mode_change> change_of(const network& net, const channel& where, const register_entry& entry,
                                        const std::string& before);

} // namespace chat::state
