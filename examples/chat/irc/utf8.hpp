#pragma once

#include <cstddef>
#include <string_view>

namespace chat::irc {

/// The longest beginning of `text` of at most `most` bytes that does not end within a UTF-8 sequence. Bytes that are no
/// UTF-8 (Latin-1, say) are cut anywhere.
std::string_view cut_utf8(std::string_view text, std::size_t most) noexcept;

} // namespace chat::irc
