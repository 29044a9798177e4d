#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace troupe::net {

/// A text in which each `*` stands for any run of characters, an empty one included. A value; compares bytes, so the
/// caller brings both texts to one letter case.
class wildcard {
public:
  explicit wildcard(std::string pattern) noexcept : pattern_(std::move(pattern)) {}

  /// Whether the whole of `text` fits. Takes at most the product of the lengths, whatever the pattern.
  bool matches(std::string_view text) const noexcept;

private:
  std::string pattern_;
};

} // namespace troupe::net
