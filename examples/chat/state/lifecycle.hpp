#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "troupe/examples/chat/state/server.hpp"

// From a connection to its end: what happens to sessions besides their commands.

namespace chat::state {

/// A line is to be handled: by commands/. Set into `lines` by `node`.
using line_handler = void (*)(server&, session&, std::string_view);

/// A line came: it is handled now, or waits because its client sends too fast.
void receive(server& on, session& from, std::string_view line, line_handler handle);
/// Does what is due for a session: waiting lines, PING, the end of the time to register or to answer.
void attend(server& on, session& to, line_handler handle);
/// Plans when a session is to be attended next.
void plan(server& on, session& which);
/// Takes away the sessions that are to end: ERROR, QUIT, close.
void finish_ended(server& on);
/// QUIT for the others, and the session is gone.
void forget_session(server& on, session_id id, const std::string& reason);

} // namespace chat::state
