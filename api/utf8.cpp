#include "troupe/api/utf8.hpp"

namespace troupe {

namespace {

constexpr bool is_within(char byte, unsigned first, unsigned last) noexcept {
  const auto value = static_cast<unsigned char>(byte);
  return value >= first && value <= last;
}

constexpr bool is_continuation(char byte) noexcept {
  return is_within(byte, 0x80, 0xBF);
}

// By the first byte; 0: none starts so.
std::size_t sequence_size(char lead) noexcept {
  if (is_within(lead, 0x00, 0x7F))
    return 1;
  if (is_within(lead, 0xC2, 0xDF))
    return 2;
  if (is_within(lead, 0xE0, 0xEF))
    return 3;
  return is_within(lead, 0xF0, 0xF4) ? 4 : 0;
}

// The second bytes that would make a longer form than needed, a surrogate or more than U+10FFFF.
bool is_excluded(char lead, char second) noexcept {
  switch (static_cast<unsigned char>(lead)) {
  case 0xE0:
    return is_within(second, 0x80, 0x9F);
  case 0xED:
    return is_within(second, 0xA0, 0xBF);
  case 0xF0:
    return is_within(second, 0x80, 0x8F);
  case 0xF4:
    return is_within(second, 0x90, 0xBF);
  default:
    return false;
  }
}

} // namespace

std::size_t utf8_sequence(std::string_view text) noexcept {
  const auto size = text.empty() ? 0 : sequence_size(text.front());
  if (size > text.size() || (size > 1 && is_excluded(text[0], text[1])))
    return 0;
  for (std::size_t i = 1; i < size; ++i)
    if (!is_continuation(text[i]))
      return 0;
  return size;
}

std::string repaired_utf8(std::string_view text, std::string_view replacement) {
  std::string repaired;
  repaired.reserve(text.size());
  while (!text.empty()) {
    if (const auto size = utf8_sequence(text); size > 0) {
      repaired.append(text.substr(0, size));
      text.remove_prefix(size);
      continue;
    }
    repaired.append(replacement);
    text.remove_prefix(1);
    while (!text.empty() && is_continuation(text.front()))
      text.remove_prefix(1);
  }
  return repaired;
}

} // namespace troupe
