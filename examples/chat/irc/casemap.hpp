#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace chat::irc {

/// The lower case of RFC 1459, section 2.2: A to Z, and "{}|^" for "[]\~". Other bytes stay.
constexpr char fold(char byte) noexcept {
  switch (byte) {
  case '[':
    return '{';
  case ']':
    return '}';
  case '\\':
    return '|';
  case '~':
    return '^';
  default:
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
  }
}

/// Every byte folded.
std::string fold(std::string_view name);
/// Whether the names are the same to RFC 1459.
bool same_name(std::string_view left, std::string_view right) noexcept;

/// A folded name: the key of tables of nicknames and channels. Made from any spelling.
///
///     std::unordered_map<folded, user_id> by_nick;    by_nick.find(folded{"Ann[1]"})
class folded {
public:
  folded() = default;
  explicit folded(std::string_view name) : text_(fold(name)) {}

  const std::string& text() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }

private:
  std::string text_;
};

inline bool operator==(const folded& left, const folded& right) noexcept {
  return left.text() == right.text();
}
inline bool operator!=(const folded& left, const folded& right) noexcept {
  return left.text() != right.text();
}
inline bool operator<(const folded& left, const folded& right) noexcept {
  return left.text() < right.text();
}

/// Orders names by their folded bytes without folding them first: `std::map<std::string, T, folded_less>`, which can be
/// searched with a `std::string_view`.
struct folded_less {
  using is_transparent = void;

  bool operator()(std::string_view left, std::string_view right) const noexcept;
};

} // namespace chat::irc

template <>
struct std::hash<chat::irc::folded> {
  std::size_t operator()(const chat::irc::folded& name) const noexcept { return std::hash<std::string>{}(name.text()); }
};
