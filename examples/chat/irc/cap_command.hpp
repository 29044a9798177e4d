#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/irc/capabilities.hpp"
#include "troupe/examples/chat/irc/message.hpp"

namespace chat::irc {

/// Where a client's capability negotiation stands. A value, kept with the connection.
struct cap_session {
  capability_set enabled;
  unsigned version = 0;     ///< The highest number of its CAP LS; from 302 on cap-notify is enabled
  bool negotiating = false; ///< LS or REQ came before the registration and END did not yet: registration waits
};

/// Answers a CAP command (IRCv3 capability-negotiation) and moves the session on. The answers are complete lines, to be
/// sent before anything else. `nick`: "*" while there is none. `registered`: whether the client is through with its
/// registration, which then waits for nothing any more.
///
/// LS and LIST list, in several lines if need be; REQ enables and disables all or nothing, and is answered with ACK or
/// NAK; END ends. Missing subcommand: ERR_NEEDMOREPARAMS; another one: ERR_INVALIDCAPCMD. With version 302
/// cap-notify can't be disabled.
std::vector<std::string> answer_cap(cap_session& session, const message& command, std::string_view server,
                                    std::string_view nick, bool registered);

} // namespace chat::irc
