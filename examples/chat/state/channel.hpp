#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/irc/capabilities.hpp"
#include "troupe/examples/chat/irc/time.hpp"
#include "troupe/examples/chat/state/registers.hpp"
#include "troupe/examples/chat/state/stamp.hpp"
#include "troupe/examples/chat/state/user.hpp"

namespace chat::state {

/// A user's membership of a channel.
struct member {
  stamp joined; ///< Names it
  bool op = false;
  bool voice = false;
};

/// The sessions of a channel's members on this node that have the same capabilities.
struct member_group {
  irc::capability_set caps;
  std::vector<session_id> sessions;
};

/// A channel, as this node knows it.
///
/// Channels of one name may be created at the same time on several nodes, or on both sides of a split. So a creation
/// time belongs to the facts of a channel, and each node with members says which one they mean (its claim). The oldest
/// claim is the channel; its modes, topic, bans and operators are the ones that count. Nodes that claimed a younger one
/// then claim that. (This is the "TS rule" of IRC networks, made a function of what is known, so that the order in
/// which a node hears of things doesn't matter.) Facts of the same creation time are merged register by register.
///
/// Facts outlive the last member for a while, because somebody may be joining on another node right now.
class channel {
public:
  using member_map = std::map<user*, member, by_serial>;

  /// One creation of the channel.
  struct creation {
    std::string name; ///< As its creator spelled it
    registers facts;
    irc::wall_time last_claimed;
  };

  /// `name`: in any spelling.
  explicit channel(std::string name);

  const std::string& name() const noexcept;
  /// The default while there are no members.
  const stamp& created() const noexcept { return created_; }
  const registers& facts() const noexcept;
  const member_map& members() const noexcept { return members_; }
  const member* find(const user& who) const noexcept;
  bool empty() const noexcept { return members_.empty(); }
  /// The members of this node, for deliveries.
  const std::vector<member_group>& groups() const noexcept { return groups_; }
  /// The nodes that have members, without `except`.
  std::vector<std::string> nodes(std::string_view except) const;
  /// What that node claims; the default when it has no members.
  const stamp& claim_of(std::string_view node) const noexcept;
  const std::map<stamp, creation>& creations() const noexcept { return creations_; }

  // -- changes, by `network` only -------------------------------------------------------------------------------------
  /// The creation of that time; made with modes n and t when it is not known.
  creation& at(const stamp& when, std::string_view name, irc::wall_time now);
  /// Adds a member. His node claims `claim` from now on. `caps`: of a user of this node.
  void add(user& who, const stamp& joined, const stamp& claim, irc::capability_set caps);
  /// Removes who is a member. `for_good`: his status is forgotten; else he may come back with the same membership.
  void remove(user& who, irc::capability_set caps, bool for_good);
  /// All members of that node mean that creation. Nothing for a node without members.
  void claim(const std::string& node, const stamp& when);
  /// Computes a member's status anew from the registers.
  void refresh(user& who);
  /// A member of this node changed its capabilities.
  void regroup(session_id session, irc::capability_set before, irc::capability_set after);
  /// Forgets creations that nobody claimed since then. Whether the whole channel may be forgotten.
  bool forget(irc::wall_time unclaimed_since);
  /// Marks the creations that are claimed as used now.
  void touch(irc::wall_time now);
  /// Forgets registers that are unset since before that time, in milliseconds.
  void forget_unset(std::int64_t before);
  /// Forgets the status of memberships of that node's users that are over.
  void forget_statuses(std::string_view node, const std::function<bool(const membership_name&)>& is_over);

private:
  struct presence {
    stamp claim;
    std::size_t members = 0;
  };

  void choose();
  void group(session_id session, irc::capability_set caps);
  void ungroup(session_id session, irc::capability_set caps);

  std::string name_;
  stamp created_;
  creation* current_ = nullptr;
  std::map<stamp, creation> creations_;
  std::map<std::string, presence, std::less<>> nodes_;
  member_map members_;
  std::vector<member_group> groups_;
};

} // namespace chat::state
