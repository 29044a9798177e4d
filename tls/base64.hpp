#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe::tls {

/// The bytes that `text` stands for (RFC 4648, 4); white space in it is skipped. None when it is not Base64.
std::optional<std::string> from_base64(std::string_view text);

} // namespace troupe::tls
