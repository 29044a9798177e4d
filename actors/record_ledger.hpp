#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe::actors {

/// How much plaintext is in the ciphertext that waits to be written: what the kernel takes is told in bytes of the one,
/// and what senders wait for are bytes of the other. A value of one thread.
class record_ledger final {
public:
  /// `ciphertext` bytes are queued that carry `plaintext` bytes, not more. The plaintext counts as sent when all that
  /// goes around it was. Throws `std::bad_alloc`.
  void add(std::uint64_t ciphertext, std::uint64_t plaintext) {
    records_.push_back({ciphertext - plaintext, plaintext});
    plaintext_ += plaintext;
  }
  /// `ciphertext` bytes were written; how many of plaintext with them.
  std::uint64_t take(std::uint64_t ciphertext) noexcept {
    std::uint64_t sent = 0;
    while (ciphertext > 0 && first_ < records_.size()) {
      auto& head = records_[first_];
      const auto around = std::min(ciphertext, head.around);
      head.around -= around;
      ciphertext -= around;
      const auto plain = std::min(ciphertext, head.plaintext);
      head.plaintext -= plain;
      ciphertext -= plain;
      sent += plain;
      if (head.around + head.plaintext == 0)
        ++first_;
    }
    plaintext_ -= sent;
    shrink();
    return sent;
  }
  /// `plaintext` bytes will never be written that were queued without anything around them: files, before TLS began.
  void drop(std::uint64_t plaintext) noexcept {
    plaintext_ -= plaintext;
    if (first_ < records_.size())
      records_[first_].plaintext -= plaintext;
  }
  bool empty() const noexcept { return first_ == records_.size(); }
  /// Bytes that were added and not taken.
  std::uint64_t plaintext() const noexcept { return plaintext_; }

private:
  struct record {
    std::uint64_t around;
    std::uint64_t plaintext;
  };

  void shrink() noexcept {
    constexpr std::size_t compact_from = 32;
    if (empty()) {
      records_.clear();
      first_ = 0;
      if (records_.capacity() > compact_from)
        records_ = {};
    } else if (first_ >= compact_from && 2 * first_ >= records_.size()) {
      records_.erase(records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(first_));
      first_ = 0;
    }
  }

  std::vector<record> records_;
  std::size_t first_ = 0;
  std::uint64_t plaintext_ = 0;
};

} // namespace troupe::actors
