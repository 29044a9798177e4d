#pragma once

#include <cstddef>
#include <cstring>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/net/framer.hpp"

namespace troupe::net::framer_fixture {

inline constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// What came out: a `frame` that keeps its text.
struct piece {
  std::string text;
  bool eol;

  bool operator==(const piece& other) const { return text == other.text && eol == other.eol; }
};

inline std::ostream& operator<<(std::ostream& out, const piece& each) {
  return out << '"' << each.text << (each.eol ? "\"" : "\"...");
}

using pieces = std::vector<piece>;

inline framing lines(std::string_view eol, std::size_t max_line_length = 2048) {
  framing rule;
  rule.eol = delimiter{eol};
  rule.max_line_length = max_line_length;
  return rule;
}

inline framing single_lines(std::size_t max_line_length = 2048) {
  framing rule;
  rule.single_line = true;
  rule.max_line_length = max_line_length;
  return rule;
}

inline framing records(std::size_t length) {
  framing rule;
  rule.record_length = length;
  return rule;
}

inline void pull(framer& from, pieces& into) {
  while (const auto next = from.next())
    into.push_back({std::string{next->text}, next->eol});
}

inline void pull_rest(framer& from, pieces& into) {
  while (const auto next = from.take_rest())
    into.push_back({std::string{next->text}, next->eol});
}

/// What comes out of `reads`, each in a block of its own and cut before the next one comes.
inline pieces cut(const framing& rule, const std::vector<std::string>& reads, bool ended = false) {
  framer cutter{rule};
  pieces out;
  for (const auto& read : reads) {
    cutter.feed(slice::copy_of(read));
    pull(cutter, out);
  }
  if (ended)
    pull_rest(cutter, out);
  return out;
}

/// A block of `capacity` bytes that begins with `text`, and a look at who still holds it.
struct received {
  explicit received(std::string_view text, std::size_t capacity) : owner(block::make(capacity)) {
    std::memcpy(owner->data(), text.data(), text.size());
    filled = text.size();
  }
  slice bytes() const { return {owner, {owner->data(), filled}}; }
  bool released() const { return owner->unique(); }
  bool holds(const char* at) const { return at >= owner->data() && at < owner->data() + owner->capacity(); }

  block_ptr owner;
  std::size_t filled = 0;
};

} // namespace troupe::net::framer_fixture
