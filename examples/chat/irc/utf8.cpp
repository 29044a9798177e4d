#include "troupe/examples/chat/irc/utf8.hpp"

namespace chat::irc {
namespace {

bool continues(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Bytes of the sequence that begins with `lead`; 1 for what begins none.
std::size_t sequence_length(char lead) noexcept {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte >= 0xF0U)
    return byte <= 0xF4U ? 4 : 1;
  if (byte >= 0xE0U)
    return 3;
  return byte >= 0xC2U ? 2 : 1;
}

} // namespace

std::string_view cut_utf8(std::string_view text, std::size_t most) noexcept {
  if (text.size() <= most)
    return text;
  if (!continues(text[most]))
    return text.substr(0, most);
  for (std::size_t back = 1; back <= 3 && back <= most; ++back) {
    const char byte = text[most - back];
    if (!continues(byte))
      return text.substr(0, sequence_length(byte) > back ? most - back : most);
  }
  return text.substr(0, most);
}

} // namespace chat::irc
