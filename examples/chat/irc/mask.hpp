#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chat::irc {

/// Whether the whole of `text` fits `mask`: "*" is any run of bytes, an empty one included, "?" is exactly one byte,
/// and "\*" and "\?" are these characters; any other backslash is a backslash. Letter case as in casemap.hpp. Takes at
/// most the product of the lengths, whatever the mask; no allocation. (modern.ircdocs.horse, "Wildcard Expressions".)
bool matches(std::string_view mask, std::string_view text) noexcept;
/// Whether `text` holds an unescaped "*" or "?".
bool has_wildcard(std::string_view text) noexcept;

/// "nick!user@host", the source of a user's messages.
std::string hostmask(std::string_view nick, std::string_view user, std::string_view host);

/// A ban mask with all its parts: "nick" becomes "nick!*@*", "user@host" "*!user@host", "nick!user" "nick!user@*",
/// an empty part "*", and what has a "." or ":" and neither "!" nor "@" is a host, "*!*@host". Runs of "*" become one.
/// Each part is cut to `most_part` bytes. Empty when the mask can't be sent (space, control character, leading ":")
std::string normalise_mask(std::string_view mask, std::size_t most_part = 64);

} // namespace chat::irc
