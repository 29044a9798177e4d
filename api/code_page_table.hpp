#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace troupe {

/// A documented code page and how to convert it.
struct code_page_entry {
  int identifier;
  std::string_view name; ///< as documented
  const char* charset;   ///< iconv's name for it (iconv(1) -l); null: glibc has no converter
  std::size_t unit = 1;  ///< bytes of the smallest piece of text in it
  bool composes = false; ///< its converter holds letters back, as an accent might follow
};

/// All of them, in the order of their identifiers. Any thread.
const std::vector<code_page_entry>& code_page_table();

/// The entry of an identifier; null: it is not documented.
const code_page_entry* find_code_page(std::int64_t identifier);

/// The name of a number in the second documented list, which is Apple's; empty: it is not in it.
std::string_view apple_code_page(std::int64_t number);

} // namespace troupe
