#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe {

/// The text with CR, LF, tab and backslash written as \r, \n, \t and \\.
std::string escaped(std::string_view text);

/// The reverse; no value when a backslash is followed by anything else.
std::optional<std::string> unescaped(std::string_view text);

/// Text of unknown origin, fit for a message: one short line, escaped, without control characters and broken UTF-8.
std::string shown(std::string_view text);

} // namespace troupe
