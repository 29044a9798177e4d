#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace troupe {

/// An ASCII letter as a small one, any other character as it is. Independent of the locale.
constexpr char small_letter(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The text in small letters.
inline std::string small_letters(std::string_view text) {
  std::string small{text};
  std::transform(small.begin(), small.end(), small.begin(), small_letter);
  return small;
}

/// Whether two texts differ in the case of ASCII letters at most.
inline bool equal_in_any_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return small_letter(x) == small_letter(y); });
}

/// The text without the blanks and tabs around it.
inline std::string_view trimmed(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace troupe
