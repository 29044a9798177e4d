#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/irc/limits.hpp"

namespace chat::irc {

/// A nickname by RFC 2812, section 2.3.1: a letter or one of "[]\`_^{|}" first, then also digits and "-".
/// Not longer than `limits::nick_length`: servers cut longer ones first (`cut_nick`).
bool valid_nick(std::string_view nick, const limits& most) noexcept;
/// The nickname as this server takes it: cut to the length limit.
std::string_view cut_nick(std::string_view nick, const limits& most) noexcept;

/// Whether a target is meant as a channel: it begins with "#".
bool is_channel_name(std::string_view target) noexcept;
/// A channel's name: "#" and at least one byte more, no longer than the limit, without control characters, space,
/// comma, colon or DEL (RFC 2812, section 2.3.1, and all control characters).
bool valid_channel(std::string_view name, const limits& most) noexcept;
/// A channel's key: printable ASCII without space and comma, not beginning with ":", not empty.
bool valid_key(std::string_view key, const limits& most) noexcept;

/// The user name of USER, made presentable: letters, digits and "-._" are kept; "~" in front, as nobody asked an ident
/// server; cut to the limit. "~user" when nothing is left.
std::string user_name(std::string_view given, const limits& most);
/// The real name of USER and SETNAME: control characters other than formatting codes removed, cut to the limit.
std::string real_name(std::string_view given, const limits& most);
/// A host as it may stand in a source: an address beginning with ":" gets a "0" in front; cut to the limit.
std::string host_name(std::string_view host, const limits& most);
/// A server's name: letters, digits, "-" and ".", with at least one "." so that it can't be a nickname; at most 63
/// bytes.
bool valid_server_name(std::string_view name) noexcept;

/// The items of a comma-separated list, empty ones left out: "#a,,#b" is two.
std::vector<std::string_view> split_list(std::string_view list);

/// The target of a message: "@#chat" means the operators of #chat, "+#chat" also those with voice (STATUSMSG).
struct message_target {
  char status = '\0';    ///< '@', '+' or none; of "@+#chat" the lower one, "+"
  std::string_view name; ///< The channel or nickname
};
message_target split_target(std::string_view target) noexcept;

} // namespace chat::irc
