#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe::bench {

/// An endless, repeatable stream of messages, of which every position can be read and compared.
/// Messages differ from their neighbours, so a lost, doubled or foreign message is noticed.
class payload final {
public:
  enum class kind {
    bytes, ///< Any byte values, NUL, CR and LF included.
    lines  ///< Printable, each message ends in CRLF, which occurs nowhere else.
  };

  /// Messages of `message_size` bytes; up to `window` bytes are asked for at once.
  payload(kind content, std::size_t message_size, std::size_t window);

  /// The stream's bytes from `position` on; at least `window` of them are contiguous.
  [[nodiscard]] const char* at(std::uint64_t position) const { return stream_.data() + position % period_; }

  /// Where client `index` begins in the stream, so that clients send different messages at any time.
  [[nodiscard]] std::uint64_t begin_of(std::size_t index) const { return index * 7 * message_size_; }

  /// Throws if `data` is not what the stream holds at `position`.
  void verify(std::uint64_t position, const char* data, std::size_t size) const;

private:
  std::size_t message_size_;
  std::size_t period_;
  std::vector<char> stream_;
};

} // namespace troupe::bench
