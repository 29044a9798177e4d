#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe::tls {

/// The bytes that `text` stands for (RFC 4648, 4); white space in it is skipped. None when it is not Base64.
std::optional<std::string> from_base64(std::string_view text);

/// The same of the alphabet for URLs, which has no padding (RFC 4648, 5; RFC 7515, 2).
std::optional<std::string> from_base64url(std::string_view text);

} // namespace troupe::tls
