#include "troupe/tls/stores/wire_reader.hpp"

#include <algorithm>

namespace troupe::tls {

std::string_view wire_reader::bytes(std::size_t count) noexcept {
  if (!good_ || count > rest_.size()) {
    good_ = false;
    return {};
  }
  const auto taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::string_view wire_reader::mpint() noexcept {
  auto taken = string();
  if (!taken.empty() && (static_cast<unsigned char>(taken.front()) & 0x80U) != 0) {
    good_ = false; // negative: no number of a key is
    return {};
  }
  taken.remove_prefix(std::min(taken.find_first_not_of('\0'), taken.size()));
  return taken;
}

std::uint64_t wire_reader::number(std::size_t size) noexcept {
  std::uint64_t value = 0;
  for (const char each : bytes(size))
    value = value << 8U | static_cast<unsigned char>(each);
  return value;
}

} // namespace troupe::tls
