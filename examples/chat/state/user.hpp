#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "troupe/examples/chat/irc/mask.hpp"
#include "troupe/examples/chat/state/ids.hpp"
#include "troupe/examples/chat/state/stamp.hpp"

namespace chat::state {

class channel;

/// A registered user of the network, as this node knows him. `network` keeps them and sets the fields about nicks and
/// channels; addresses are stable until he quits.
struct user {
  user_id id;
  std::uint64_t serial = 0; ///< In the order in which this node heard of them
  std::string claimed;      ///< The nick that he asked for
  stamp claimed_at;
  std::string nick; ///< What he is called: `claimed`, or `unique_nick` when somebody claimed that earlier
  std::string user_name;
  std::string host;
  std::string real_name;
  std::string away;         ///< Empty: he is here
  bool invisible = false;   ///< Mode i
  bool is_operator = false; ///< Mode o
  bool secure = false;
  std::int64_t signon = 0;        ///< Unix seconds
  session_id session = 0;         ///< Of a user of this node; 0: he is on another one
  std::vector<channel*> channels; ///< In the order of joining

  std::string mask() const { return irc::hostmask(nick, user_name, host); }
  /// The letters of his modes.
  std::string modes() const { return std::string{invisible ? "i" : ""} + (is_operator ? "o" : ""); }
};

/// Orders users as this node heard of them.
struct by_serial {
  using is_transparent = void;

  bool operator()(const user* left, const user* right) const noexcept { return left->serial < right->serial; }
};

/// The nick of a user whose own one is somebody else's: "0" and a text that no other user has. Nobody can ask for it,
/// as no nick begins with a digit.
std::string unique_nick(const user_id& id);

} // namespace chat::state
