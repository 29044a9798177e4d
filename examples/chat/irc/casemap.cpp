#include "troupe/examples/chat/irc/casemap.hpp"

#include <algorithm>

namespace chat::irc {

std::string fold(std::string_view name) {
  std::string text{name};
  std::transform(text.begin(), text.end(), text.begin(), [](char byte) { return fold(byte); });
  return text;
}

bool same_name(std::string_view left, std::string_view right) noexcept {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char one, char other) { return fold(one) == fold(other); });
}

bool folded_less::operator()(std::string_view left, std::string_view right) const noexcept {
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), [](char one, char other) {
    return static_cast<unsigned char>(fold(one)) < static_cast<unsigned char>(fold(other));
  });
}

} // namespace chat::irc
