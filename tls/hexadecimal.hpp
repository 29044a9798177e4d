#pragma once

#include <string>
#include <string_view>

namespace troupe::tls {

/// The bytes in hexadecimal digits, capital letters: "A1B2".
inline std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char each : bytes) {
    const auto value = static_cast<unsigned char>(each);
    text += digits[value >> 4U];
    text += digits[value & 15U];
  }
  return text;
}

} // namespace troupe::tls
