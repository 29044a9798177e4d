#include "troupe/examples/chat/cluster/endpoint.hpp"

#include <charconv>

namespace chat::cluster {

std::string to_text(const endpoint& where) {
  const bool is_ipv6 = where.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + where.host + "]" : where.host) + ":" + std::to_string(where.port);
}

std::optional<endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  endpoint result;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result.port);
  if (error != std::errc{} || end != digits.data() + digits.size() || result.port == 0)
    return std::nullopt;
  const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (in_brackets)
    host = host.substr(1, host.size() - 2);
  // Without brackets nobody can tell an IPv6 address from a host with a port.
  const bool has_colon = host.find(':') != std::string_view::npos;
  if (host.empty() || has_colon != in_brackets || host.find_first_of("[] \t") != std::string_view::npos)
    return std::nullopt;
  result.host = host;
  return result;
}

bool is_unspecified(std::string_view host) {
  return host.empty() || host == "0.0.0.0" || host == "::";
}

} // namespace chat::cluster
