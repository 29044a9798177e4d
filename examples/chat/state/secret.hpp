#pragma once

#include <cstddef>
#include <string_view>

namespace chat::state {

/// Whether `said` is `expected`, found out in a time that depends on the length of `said` alone: nobody learns from it
/// how much of a guess was right.
constexpr bool is_same_secret(std::string_view said, std::string_view expected) noexcept {
  unsigned differs = said.size() == expected.size() ? 0U : 1U;
  for (std::size_t i = 0; i < said.size(); ++i) {
    const char against = expected.empty() ? '\0' : expected[i % expected.size()];
    differs |= static_cast<unsigned char>(said[i]) ^ static_cast<unsigned char>(against);
  }
  return differs == 0;
}

} // namespace chat::state
