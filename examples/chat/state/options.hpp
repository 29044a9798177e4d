#pragma once

#include <string>
#include <vector>

#include "troupe/examples/chat/irc/limits.hpp"
#include "troupe/examples/chat/irc/time.hpp"

namespace chat::state {

/// Who may become an IRC operator with OPER.
struct operator_login {
  std::string name;
  std::string password;
};

/// What RPL_ADMINME and the following tell.
struct admin_info {
  std::string location;
  std::string organisation;
  std::string email;
};

/// Everything that is set for a node before it starts. A value.
struct options {
  std::string server_name = "irc.localhost"; ///< The node's name in the cluster, too: unique there
  std::string description = "Troupe chat";   ///< Of this server, in WHOIS and LINKS
  irc::limits limits;                        ///< The network's name among them; flood_burst 0: no flood control
  std::string password;                      ///< Wanted with PASS; empty: none
  std::vector<operator_login> operators;
  std::vector<std::string> motd;       ///< Lines; none: ERR_NOMOTD
  std::string version = "troupe-chat"; ///< Without spaces
  std::vector<std::string> info;       ///< Lines for INFO, after the version
  admin_info admin;
  irc::wall_time started; ///< When this node started
};

} // namespace chat::state
