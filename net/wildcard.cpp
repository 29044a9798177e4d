#include "troupe/net/wildcard.hpp"

namespace troupe::net {

bool wildcard::matches(std::string_view text) const noexcept {
  std::size_t at = 0;
  std::size_t next = 0;
  auto last_star = std::string::npos;
  std::size_t taken = 0; // Where the text goes on after what the last `*` took.
  while (at < text.size()) {
    if (next < pattern_.size() && pattern_[next] == '*') {
      last_star = next++;
      taken = at;
    } else if (next < pattern_.size() && pattern_[next] == text[at]) {
      ++next;
      ++at;
    } else if (last_star != std::string::npos) {
      // Only the last `*` has to take more: what the earlier ones took is the least they can.
      next = last_star + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  return pattern_.find_first_not_of('*', next) == std::string::npos;
}

} // namespace troupe::net
