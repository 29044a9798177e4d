#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <strings.h>

namespace examples {

/// How many bytes the UTF-8 character at the beginning of `text` has; 0: it is none.
inline std::size_t character_size(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t size = byte(0) < 0x80 ? 1 : byte(0) < 0xC2 ? 0 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
  if (size == 0 || byte(0) > 0xF4 || size > text.size())
    return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xC0) != 0x80)
      return 0;
  return size;
}

/// Whether somebody else's terminal would obey this character instead of showing it: control characters, and those that
/// are invisible or turn the direction of writing.
inline bool is_control(std::string_view character) {
  const auto between = [character](std::string_view first, std::string_view last) {
    return character.size() == first.size() && first <= character && character <= last;
  };
  return between({"\0", 1}, "\x1F") || character == "\x7F" || between("\xC2\x80", "\xC2\x9F") || // U+0080 to U+009F
         between("\xE2\x80\x8B", "\xE2\x80\x8F") ||                                              // U+200B to U+200F
         between("\xE2\x80\xA8", "\xE2\x80\xAE") ||                                              // U+2028 to U+202E
         between("\xE2\x81\xA0", "\xE2\x81\xAF") || character == "\xEF\xBB\xBF";                 // U+2060 to U+206F
}

/// What a client typed as text that can be shown to others: UTF-8 without control characters, tabs as blanks, no blanks
/// at its ends.
inline std::string plain_text(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const auto size = character_size(bytes);
    const auto character = bytes.substr(0, size);
    if (character == "\t")
      text += ' ';
    else if (size > 0 && !is_control(character))
      text += character;
    bytes.remove_prefix(size > 0 ? size : 1);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text.erase(0, text.find_first_not_of(' '));
}

/// Whether two names are the same but for the case of their (English) letters.
inline bool same_name(const std::string& a, const std::string& b) {
  return strcasecmp(a.c_str(), b.c_str()) == 0;
}

} // namespace examples
