#include "troupe/api/text_escapes.hpp"

#include <cstddef>

#include "troupe/api/utf8.hpp"

namespace troupe {

namespace {

// The letter after the backslash, and what it stands for, in the same order.
constexpr std::string_view letters = "rnt\\";
constexpr std::string_view meanings = "\r\n\t\\";

constexpr std::size_t most_shown = 60;

} // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (const auto index = meanings.find(c); index != std::string_view::npos)
      result.append(1, '\\').append(1, letters[index]);
    else
      result.append(1, c);
  }
  return result;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result.append(1, text[i]);
      continue;
    }
    ++i;
    const auto index = i < text.size() ? letters.find(text[i]) : std::string_view::npos;
    if (index == std::string_view::npos)
      return std::nullopt;
    result.append(1, meanings[index]);
  }
  return result;
}

std::string shown(std::string_view text) {
  auto line = repaired_utf8(escaped(text.substr(0, most_shown)), "?");
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      c = '?';
  return text.size() > most_shown ? line + "..." : line;
}

} // namespace troupe
