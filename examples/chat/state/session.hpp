#pragma once

#include <cstddef>
#include <deque>
#include <set>
#include <string>

#include "troupe/examples/chat/irc/cap_command.hpp"
#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/flood.hpp"
#include "troupe/examples/chat/irc/time.hpp"
#include "troupe/examples/chat/state/ids.hpp"
#include "troupe/examples/chat/state/node.hpp"
#include "troupe/examples/chat/state/user.hpp"

namespace chat::state {

/// A client of this node: his connection, and what leads to his registration. Addresses are stable.
struct session {
  session_id id = 0;
  client_address from;
  irc::cap_session cap;
  user* who = nullptr; ///< Once registered

  // -- registration ---------------------------------------------------------------------------------------------------
  std::string nick; ///< Empty: not given yet
  std::string user_name;
  std::string real_name;
  std::string password; ///< Of PASS

  // -- time -----------------------------------------------------------------------------------------------------------
  irc::wall_time connected;
  irc::wall_time heard; ///< When the last line came
  irc::wall_time spoke; ///< When the last PRIVMSG or NOTICE came: for the idle time
  bool pinged = false;  ///< PING is sent and nothing came since
  irc::wall_time asked; ///< When that was
  irc::flood_timer flood;
  std::deque<std::string> waiting;            ///< Lines that came too fast
  std::size_t waiting_bytes = 0;              ///< What they take of memory
  irc::wall_time due = irc::wall_time::max(); ///< When it is looked at next; max: not planned

  std::set<std::string, irc::folded_less> invitations; ///< Channels
  std::string quit_reason; ///< Set by what ends the session: not empty means that it is to be closed

  bool has(irc::capability which) const noexcept { return cap.enabled.has(which); }
};

} // namespace chat::state
