#include "troupe/tls/alpn.hpp"

#include <algorithm>

namespace troupe::tls {

namespace {

/// Takes the first name off; empty at the end.
std::string_view next(std::string_view& names) noexcept {
  if (names.empty())
    return {};
  const auto size = std::min<std::size_t>(static_cast<unsigned char>(names.front()), names.size() - 1);
  const auto name = names.substr(1, size);
  names.remove_prefix(size + 1);
  return name;
}

} // namespace

result<std::string> encode_protocols(const std::vector<std::string>& names) {
  std::string encoded;
  for (const auto& each : names) {
    if (each.empty() || each.size() > 255 || encoded.size() + each.size() + 1 > 65535)
      return failure{make_error_code(errc::invalid_option), "SSLAlpnProtocols: \"" + each + "\" has " +
                                                              std::to_string(each.size()) +
                                                              " bytes; 1 to 255 are allowed, 65535 in all"};
    encoded += static_cast<char>(each.size());
    encoded += each;
  }
  return encoded;
}

std::string_view choose_protocol(std::string_view preferred, std::string_view offered) noexcept {
  while (!preferred.empty()) {
    const auto wanted = next(preferred);
    for (auto rest = offered; !rest.empty();)
      if (const auto name = next(rest); name == wanted)
        return name;
  }
  return {};
}

} // namespace troupe::tls
