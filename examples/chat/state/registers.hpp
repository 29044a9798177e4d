#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "troupe/examples/chat/state/ids.hpp"
#include "troupe/examples/chat/state/stamp.hpp"

namespace chat::state {

/// Which fact of a channel a register holds.
///
/// | letter      | item                          | value, empty for "not set" |
/// |-------------|-------------------------------|----------------------------|
/// | i m n s t   | ""                            | "1"                        |
/// | k, l        | ""                            | the key; the limit         |
/// | b           | the mask, folded              | mask, setter, Unix seconds |
/// | T (topic)   | ""                            | setter, Unix seconds, text |
/// | o v         | a membership: `status_item`   | "1"                        |
struct register_key {
  char letter = '\0';
  std::string item;

  bool operator==(const register_key& other) const noexcept { return letter == other.letter && item == other.item; }
  bool operator<(const register_key& other) const noexcept {
    return std::tie(letter, item) < std::tie(other.letter, other.item);
  }
};

/// One write to a register, and what a register holds: its last write.
struct register_entry {
  char letter = '\0';
  std::string item;
  std::string value;
  stamp at;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, register_entry& x) {
  return f(x.letter, x.item, x.value, x.at);
}

/// The facts of a channel that everybody with the right to may change on any node. Each register keeps the write with
/// the latest stamp, so all nodes end up with the same whatever the order in which they hear of the writes. Unset ones
/// are kept as well: they have to win over older writes that are still on their way. Of bans only the `most_unset_bans`
/// that were unset last: else an operator could fill the memory of all nodes with bans that he sets and takes away.
class registers {
public:
  static constexpr std::size_t most_unset_bans = 500;

  /// Takes over a write unless a later one is known. Whether the value has become another one.
  bool write(const register_entry& entry);
  /// The value; empty if it is not set.
  const std::string& value(char letter, std::string_view item = {}) const noexcept;
  bool is_set(char letter) const noexcept { return !value(letter).empty(); }
  /// The values set of a list, in the order of their items. Valid until the next write.
  std::vector<std::string_view> list(char letter) const;

  /// Everything, unset ones included, for another node.
  std::vector<register_entry> all() const;
  /// Only what was last written by that node.
  std::vector<register_entry> written_by(std::string_view node) const;
  /// Forgets a register, for those of memberships that are over.
  void forget(const register_key& key);
  /// Forgets what is unset since before that time, in milliseconds.
  void forget_unset(std::int64_t before);
  /// The keys of the status registers of a node's users.
  std::vector<register_key> statuses_of(std::string_view node) const;

private:
  struct cell {
    std::string value;
    stamp at;
  };
  void limit_unset_bans();

  std::map<register_key, cell> cells_;
};

/// The item of the o and v registers of one membership: who, and when he joined. So a status ends with it.
std::string status_item(const user_id& user, const stamp& joined);
/// The reverse; a default membership for what is none.
struct membership_name {
  user_id user;
  stamp joined;
};
membership_name parse_status_item(std::string_view item);

/// The value of a ban.
struct ban {
  std::string mask;
  std::string setter;
  std::int64_t when = 0; ///< Unix seconds
};
std::string ban_value(const ban& entry);
ban parse_ban(std::string_view value);
/// Only the mask.
std::string_view ban_mask(std::string_view value) noexcept;

/// The value of the topic. No setter: none was ever set.
struct topic {
  std::string setter;
  std::int64_t when = 0; ///< Unix seconds
  std::string text;      ///< Empty when it was cleared
};
std::string topic_value(const topic& entry);
topic parse_topic(std::string_view value);

} // namespace chat::state
