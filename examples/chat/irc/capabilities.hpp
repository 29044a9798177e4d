#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chat::irc {

/// What a client can ask for with CAP REQ. All are registered with IRCv3.
enum class capability : std::uint8_t {
  away_notify,
  batch,
  cap_notify,
  echo_message,
  extended_join,
  invite_notify,
  message_tags,
  multi_prefix,
  server_time,
  setname,
  userhost_in_names,
};
constexpr std::size_t capability_count = 11;

/// The name on the wire: "away-notify".
std::string_view name_of(capability which) noexcept;
/// The capability of that name; none when the server doesn't have it.
std::optional<capability> find_capability(std::string_view name) noexcept;

/// A set of capabilities, as small as a number. A value.
class capability_set {
public:
  constexpr capability_set() noexcept = default;
  static constexpr capability_set all() noexcept { return capability_set{(1U << capability_count) - 1}; }
  /// The set with that `bits`, as it came from another node; unknown bits are dropped.
  static constexpr capability_set from_bits(std::uint32_t bits) noexcept { return capability_set{bits & all().bits_}; }

  constexpr bool has(capability which) const noexcept { return (bits_ & bit(which)) != 0; }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  constexpr std::uint32_t bits() const noexcept { return bits_; }
  constexpr void insert(capability which) noexcept { bits_ |= bit(which); }
  constexpr void erase(capability which) noexcept { bits_ &= ~bit(which); }
  /// In alphabetical order.
  std::vector<std::string> names() const;

  constexpr bool operator==(capability_set other) const noexcept { return bits_ == other.bits_; }
  constexpr bool operator!=(capability_set other) const noexcept { return bits_ != other.bits_; }

private:
  explicit constexpr capability_set(std::uint32_t bits) noexcept : bits_(bits) {}
  static constexpr std::uint32_t bit(capability which) noexcept { return 1U << static_cast<unsigned>(which); }

  std::uint32_t bits_ = 0;
};

} // namespace chat::irc
