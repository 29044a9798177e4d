#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace troupe {

/// U+FFFD, the replacement character, in UTF-8.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// The bytes of the UTF-8 sequence that `text` starts with (RFC 3629: shortest form, no surrogates, up to U+10FFFF);
/// 0: it starts with none.
std::size_t utf8_sequence(std::string_view text) noexcept;

/// The text with each broken sequence replaced by `replacement`.
std::string repaired_utf8(std::string_view text, std::string_view replacement);

} // namespace troupe
