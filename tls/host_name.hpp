#pragma once

#include <string>
#include <string_view>

namespace troupe::tls {

/// Whether a host may have that name, in ASCII (RFC 1123, 2.1; "_" too). "*." in front stands for any one label.
bool is_host_name(std::string_view name);

/// As names are compared: small letters, no dot at the end (RFC 6066, 3).
std::string plain_host_name(std::string_view name);

/// What could be said instead of its first label, so that "*.example.com" is found for "www.example.com" (RFC 6125,
/// 6.4.3). "": it has no other.
std::string wildcard_of(std::string_view plain_name);

} // namespace troupe::tls
