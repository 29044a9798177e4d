#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/examples/chat/options.hpp"

/// How single values of options are written.
namespace chat {

/// A whole number from `least` to `most`.
std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t least, std::uint64_t most);

/// "true", "yes", "on" or "false", "no", "off".
std::optional<bool> parse_switch(std::string_view text);

/// A port; "0": off; "any": the system chooses. The outer value is none if it is none of them.
std::optional<listener_port> parse_port(std::string_view text);
std::string to_text(const listener_port& port);

/// A file's content or why it cannot be read: one of the two is empty.
struct file_content {
  std::string bytes;
  std::string error;
};
file_content read_file(const std::string& name);

/// The lines of a text; a CR before the line's end is not part of them.
std::vector<std::string> lines_of(const std::string& text);

/// A secret, read from a file if it begins with "@"; in `error` what is wrong.
std::string resolve_secret(const std::string& text, std::string& error);

/// Without blanks at both ends.
std::string_view trimmed(std::string_view text);

} // namespace chat
