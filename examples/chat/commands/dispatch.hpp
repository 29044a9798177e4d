#pragma once

#include <string_view>

#include "troupe/examples/chat/state/events.hpp"
#include "troupe/examples/chat/state/server.hpp"

namespace chat::commands {

/// Handles one line of a client, without its line end.
void handle_line(state::server& on, state::session& from, std::string_view line);
/// Answers a client whose line was too long to be received.
void refuse_long_line(state::server& on, state::session& from);
/// Answers a command that a user of another node sent to this server.
void answer_query(state::server& on, const state::query_sent& query);

} // namespace chat::commands
