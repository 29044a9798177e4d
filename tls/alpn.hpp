#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "troupe/tls/failure.hpp"

namespace troupe::tls {

/// Application protocols as RFC 7301, 3.1 sends them: each behind a byte with its length. Error: `invalid_option`, for
/// a name that is empty or longer than 255 bytes.
result<std::string> encode_protocols(const std::vector<std::string>& names);

/// The first of `preferred` that is among `offered`, both encoded; empty: none. Points into `offered`.
std::string_view choose_protocol(std::string_view preferred, std::string_view offered) noexcept;

} // namespace troupe::tls
