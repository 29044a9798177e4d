#pragma once

#include <cstdint>
#include <string_view>

namespace troupe::tls {

/// Takes numbers and strings out of bytes, as SSH and Java write them: the most significant byte first. What is asked
/// for past the end is 0 or empty, and `good` is false from then on.
class wire_reader final {
public:
  /// `bytes` must outlive what is taken.
  explicit wire_reader(std::string_view bytes) noexcept : rest_(bytes) {}

  bool good() const noexcept { return good_; }
  bool at_end() const noexcept { return rest_.empty(); }
  /// What was not taken yet.
  std::string_view rest() const noexcept { return rest_; }

  std::uint16_t u16() noexcept { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() noexcept { return static_cast<std::uint32_t>(number(4)); }
  std::string_view bytes(std::size_t count) noexcept;
  /// A length in four bytes, and so many bytes (RFC 4251, 5: string).
  std::string_view string() noexcept { return bytes(u32()); }
  /// A number that is not negative, without its leading zeros (RFC 4251, 5: mpint).
  std::string_view mpint() noexcept;

private:
  std::uint64_t number(std::size_t size) noexcept;

  std::string_view rest_;
  bool good_ = true;
};

} // namespace troupe::tls
