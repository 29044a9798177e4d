#include "troupe/tls/host_name.hpp"

#include <algorithm>

namespace troupe::tls {

bool is_host_name(std::string_view name) {
  const auto in_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (name.substr(0, 2) == "*.")
    name.remove_prefix(2);
  return !name.empty() && name.front() != '.' && name.back() != '.' && name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), [&](char c) { return in_name(c) || c == '.'; });
}

std::string plain_host_name(std::string_view name) {
  if (!name.empty() && name.back() == '.')
    name.remove_suffix(1);
  std::string plain{name};
  for (auto& each : plain)
    if (each >= 'A' && each <= 'Z')
      each = static_cast<char>(each - 'A' + 'a');
  return plain;
}

std::string wildcard_of(std::string_view plain_name) {
  const auto dot = plain_name.find('.');
  return dot == std::string_view::npos || dot == 0 ? std::string{} : std::string{"*"}.append(plain_name.substr(dot));
}

} // namespace troupe::tls
