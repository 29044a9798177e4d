#pragma once

#include <string>
#include <vector>

#include "troupe/examples/chat/irc/mode_change.hpp"
#include "troupe/examples/chat/state/channel.hpp"
#include "troupe/examples/chat/state/server.hpp"

// Lines to the clients of this node that share something with what they are about.

namespace chat::state {

/// To the members of a channel, but for one session.
void to_channel(server& on, const channel& where, std::string line, session_id except = 0);
/// To the members who have (or have not) a capability.
void to_channel_with(server& on, const channel& where, irc::capability wanted, bool has, std::string line,
                     session_id except = 0);
enum class include_self { no, yes };
/// To those who share a channel with a user, each once, and to himself or not. A `batch` is for who has that.
void to_neighbours(server& on, const user& who, std::string line, include_self self, std::string batch = {});
/// The same, of those with a capability.
void to_neighbours_with(server& on, const user& who, irc::capability wanted, std::string line, include_self self);
/// JOIN, as each member understands it, and AWAY for those who want to know. In a batch while a burst comes in.
void tell_join(server& on, const channel& where, const user& who, peer* bursting);
/// MODE to the members of a channel, as many lines as it takes.
void tell_modes(server& on, const channel& where, const std::string& by, const std::vector<irc::mode_change>& changes,
                peer* bursting = nullptr);
/// NICK for all who know a user by his former name.
void tell_renames(server& on, const std::vector<rename>& renames);
/// A copy of a message for its sender, if he wants it (echo-message). `target`: as he sees it.
void send_echo(server& on, const session& to, const message_sent& what, std::string_view target);
/// A NOTICE from the server.
void tell_notice(server& on, const session& to, const std::string& text);

/// Begins the netjoin batch for the members of a channel who have not been told yet.
void open_batch(server& on, const channel& where, peer& from);
/// Ends it.
void close_batch(server& on, peer& from);

} // namespace chat::state
