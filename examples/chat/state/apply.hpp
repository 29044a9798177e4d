#pragma once

#include <string>

#include "troupe/examples/chat/state/events.hpp"
#include "troupe/examples/chat/state/server.hpp"

// What events do: to what this node knows, and to what its clients see. `origin` is the node that announced the event,
// this one included; so local commands and remote events take the same path. Events about what is unknown do nothing:
// they are about users who left while the event was on its way.

namespace chat::state {

void apply(server& on, const std::string& origin, const event_body& what);

void apply(server& on, const std::string& origin, const hello& what);
void apply(server& on, const std::string& origin, const burst_ended& what);

void apply(server& on, const std::string& origin, const user_introduced& what);
void apply(server& on, const std::string& origin, const nick_changed& what);
void apply(server& on, const std::string& origin, const away_changed& what);
void apply(server& on, const std::string& origin, const name_changed& what);
void apply(server& on, const std::string& origin, const modes_changed& what);
void apply(server& on, const std::string& origin, const user_quit& what);

void apply(server& on, const std::string& origin, const joined& what);
void apply(server& on, const std::string& origin, const left& what);
void apply(server& on, const std::string& origin, const channel_claimed& what);
void apply(server& on, const std::string& origin, const registers_written& what);
void apply(server& on, const std::string& origin, const channel_burst& what);

void apply(server& on, const std::string& origin, const message_sent& what);
void apply(server& on, const std::string& origin, const wallops_sent& what);
void apply(server& on, const std::string& origin, const kick_requested& what);
void apply(server& on, const std::string& origin, const kill_requested& what);
void apply(server& on, const std::string& origin, const invited& what);
void apply(server& on, const std::string& origin, const query_sent& what);
void apply(server& on, const std::string& origin, const query_answered& what);
inline void apply(server& /*on*/, const std::string& /*origin*/, const not_understood& /*what*/) {}

} // namespace chat::state
