#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "troupe/examples/chat/commands/request.hpp"

// What many commands ask of the state.

namespace chat::commands {

/// Whether two users are on a channel together.
bool share_channel(const state::user& left, const state::user& right) noexcept;
/// Whether a user may know of a channel: it is not secret, or he is on it.
bool may_see(const state::user& who, const state::channel& where) noexcept;
/// The channel, if it exists and the client may know of it; else it is told ERR_NOSUCHCHANNEL.
state::channel* find_channel_or_tell(const request& r, std::string_view name);
/// Whether a ban fits the user.
bool is_banned(const state::channel& where, const state::user& who);
/// The symbols of a member in front of his nick: "@", "+", or both for those with multi-prefix.
std::string prefix_of(const state::member& there, bool multi);

/// Sends a command on to the server that its parameter `index` names (a mask, or the nick of one of its users), without
/// that parameter. Returns true when there is nothing left to do: it was sent on, or the client was told
/// ERR_NOSUCHSERVER. False: this server is meant.
bool sent_to_server(const request& r, std::size_t index);

} // namespace chat::commands
