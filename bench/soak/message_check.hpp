#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::bench {

/// A numbered message: its number in the first 8 bytes, then letters.
[[nodiscard]] std::string numbered_message(std::uint64_t number, std::size_t size);

/// Whether messages may be missing from a stream.
enum class gaps { forbidden, allowed };

/// Reads a stream of such messages and throws std::runtime_error as soon as one is not whole, or not in its turn.
class message_check final {
public:
  message_check(std::size_t size, gaps missing) : size_(size), missing_(missing) {}

  /// The bytes that follow. `filling` is a message of that size; only its letters matter.
  void feed(std::string_view bytes, std::string_view filling);

  /// Whole messages so far.
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// The number that comes next, if none is missing.
  [[nodiscard]] std::uint64_t next() const noexcept { return next_; }
  /// Bytes of a message that is not whole yet.
  [[nodiscard]] std::size_t begun() const noexcept { return offset_; }

private:
  void check_number();

  std::size_t size_;
  gaps missing_;
  std::size_t offset_ = 0;
  std::uint64_t number_ = 0; ///< of the message that has begun
  std::uint64_t next_ = 0;
  std::uint64_t count_ = 0;
};

} // namespace troupe::bench
