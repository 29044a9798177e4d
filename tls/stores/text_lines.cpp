#include "troupe/tls/stores/text_lines.hpp"

#include <algorithm>

namespace troupe::tls {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view line) noexcept {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  return line.substr(0, line.find_last_not_of(blanks) + 1);
}

} // namespace

text_lines::text_lines(std::string_view text) noexcept : rest_(text) {
  if (rest_.substr(0, byte_order_mark.size()) == byte_order_mark)
    rest_.remove_prefix(byte_order_mark.size());
  rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
}

std::string_view text_lines::next() noexcept {
  const auto end = std::min(rest_.find_first_of("\r\n"), rest_.size());
  const auto line = rest_.substr(0, end);
  rest_.remove_prefix(end);
  if (rest_.substr(0, 2) == "\r\n")
    rest_.remove_prefix(2);
  else if (!rest_.empty())
    rest_.remove_prefix(1);
  return trimmed(line);
}

} // namespace troupe::tls
