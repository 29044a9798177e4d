#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/irc/limits.hpp"

namespace chat::irc {

/// The tokens of RPL_ISUPPORT that these limits make: "NICKLEN=30".
/// (modern.ircdocs.horse, "RPL_ISUPPORT Parameters".)
std::vector<std::string> isupport_tokens(const limits& most);
/// Complete lines of RPL_ISUPPORT, at most 13 tokens each.
std::vector<std::string> isupport_lines(std::string_view server, std::string_view nick, const limits& most);

/// A value as it may stand in a token: space, "=" and backslash as "\x20" and so on.
std::string isupport_value(std::string_view value);

} // namespace chat::irc
