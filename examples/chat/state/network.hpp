#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/time.hpp"
#include "troupe/examples/chat/state/channel.hpp"
#include "troupe/examples/chat/state/events.hpp"
#include "troupe/examples/chat/state/user.hpp"

namespace chat::state {

/// A user is called something else now.
struct rename {
  user* who = nullptr;
  std::string before; ///< Empty: he is new
};

/// What WHOWAS remembers of a user who quit or changed his nick.
struct departed {
  std::string nick;
  std::string user_name;
  std::string host;
  std::string real_name;
  std::string server;
  irc::wall_time when;
};

/// All users and channels of the network, as this node knows them. Only data: what clients see of a change is up to
/// the caller.
///
/// Two users may claim the same nick: at the same time on two nodes, or when a split heals. The earliest claim has it;
/// the others are called by their `unique_nick` for as long as they claim it. That, too, depends only on what is known.
class network {
public:
  using user_map = std::unordered_map<user_id, std::unique_ptr<user>>;
  using channel_map = std::map<std::string, std::unique_ptr<channel>, irc::folded_less>;

  explicit network(std::size_t whowas_entries) : most_departed_(whowas_entries) {}

  // -- users ----------------------------------------------------------------------------------------------------------
  user* find(const user_id& id) const noexcept;
  user* find_nick(std::string_view nick) const noexcept;
  const user_map& users() const noexcept { return users_; }
  /// In the order in which this node heard of them.
  std::vector<user*> users_in_order() const;
  /// Adds a user who is not known. The renames, his own first name among them, are in the order in which they happen.
  std::vector<rename> add(const user_introduced& facts);
  /// Sets a user's modes: all letters that are set.
  void set_modes(user& who, std::string_view letters);
  std::size_t invisible_users() const noexcept { return invisible_; }
  std::size_t operators() const noexcept { return operators_; }
  /// A user claims another nick.
  std::vector<rename> claim(user& who, const nick_changed& change);
  /// Removes a user, from all channels too. `for_good`: see channel.
  std::vector<rename> remove(user& who, irc::capability_set caps, bool for_good);

  void remember(const user& who, std::string_view nick, irc::wall_time now);
  /// The newest first.
  const std::deque<departed>& departed_users() const noexcept { return departed_; }

  // -- channels -------------------------------------------------------------------------------------------------------
  /// A channel with members.
  channel* find_channel(std::string_view name) const noexcept;
  /// The channel of that name, made when it is not known.
  channel& channel_for(std::string_view name);
  /// Channels without members, too.
  const channel_map& channels() const noexcept { return channels_; }
  /// Channels with members.
  std::size_t formed_channels() const noexcept { return formed_; }
  /// Adds a member; see channel::add.
  void join(channel& where, user& who, const joined& what, irc::capability_set caps, irc::wall_time now);
  /// Removes a member; see channel::remove.
  void part(channel& where, user& who, irc::capability_set caps, bool for_good);
  /// Writes a register, and keeps the status of the member up to date that it may be about. Whether the value changed.
  bool write(channel& where, const stamp& created, std::string_view name, const register_entry& entry,
             irc::wall_time now);
  /// Forgets channels that have been empty for a while.
  void forget_channels(irc::wall_time now);
  /// Forgets the status of users of that node who can't be members any more: those with smaller numbers.
  void forget_statuses(const std::string& node, std::uint64_t first_user);
  /// The same for memberships up to that time that don't exist.
  void forget_statuses(const std::string& node, const stamp& until);

private:
  void settle(const std::string& folded, std::vector<rename>& renames);
  void call(user& who, const std::string& nick, std::vector<rename>& renames);
  void unclaim(user& who);

  std::size_t most_departed_;
  std::uint64_t last_serial_ = 0;
  std::size_t invisible_ = 0;
  std::size_t operators_ = 0;
  std::size_t formed_ = 0;
  user_map users_;
  std::unordered_map<std::string, std::vector<user*>> claims_; // by folded nick, the earliest first
  std::unordered_map<std::string, user*> called_;              // by folded nick
  channel_map channels_;
  std::deque<departed> departed_;
};

} // namespace chat::state
