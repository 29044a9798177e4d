#pragma once

#include <string>
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
/// Tells who asked `node` that it has gone before it could answer.
void refuse_query(state::server& on, const std::string& node, const state::query_sent& query);

} // namespace chat::commands
