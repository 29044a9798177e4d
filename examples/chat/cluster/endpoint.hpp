#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace chat::cluster {

/// Where a node takes links: a value, ordered as text.
struct endpoint {
  std::string host; ///< a name or an IP address, IPv6 without brackets
  std::uint16_t port = 0;
};

inline bool operator==(const endpoint& a, const endpoint& b) {
  return a.host == b.host && a.port == b.port;
}
inline bool operator!=(const endpoint& a, const endpoint& b) {
  return !(a == b);
}
inline bool operator<(const endpoint& a, const endpoint& b) {
  return std::tie(a.host, a.port) < std::tie(b.host, b.port);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, endpoint& x) {
  return f(x.host, x.port);
}

/// As it is written: "HOST:PORT", "[2001:db8::1]:PORT".
std::string to_text(const endpoint& where);

/// The address that `text` writes; none if it is not HOST:PORT with a port from 1 to 65535. An IPv6 address stands in
/// brackets.
std::optional<endpoint> parse_endpoint(std::string_view text);

/// Whether `host` says only that all addresses of the machine are listened on ("", "0.0.0.0", "::"), so that others
/// cannot connect to it by that text.
bool is_unspecified(std::string_view host);

} // namespace chat::cluster
