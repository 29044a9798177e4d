#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include <sys/uio.h>

#include "troupe/net/block.hpp"
#include "troupe/net/file.hpp"

namespace troupe::net {

/// What waits to be written to one stream, in order: slices and parts of files. A value of one thread; empty, it keeps
/// the memory of a few entries at most. Throws nothing but `std::bad_alloc`, out of `append`.
class send_queue {
public:
  /// A part of an open file that is written by sendfile(2).
  struct file_part {
    file_ptr source;
    std::uint64_t offset = 0; ///< Bytes from the beginning of the file
    std::uint64_t length = 0; ///< Bytes
  };

  bool empty() const noexcept { return bytes_ == 0; }
  /// Bytes not yet written, files included.
  std::uint64_t bytes() const noexcept { return bytes_; }

  /// Shares the bytes; joined with the segment before when they follow it in the same block. Nothing when empty.
  void append(slice bytes);
  /// Copies the bytes, to the end of the last segment's block if nobody else has it. Takes memory in proportion to what
  /// waits: no block of the loop's is kept from being reused by a few bytes.
  void append(std::string_view bytes);
  /// Nothing when `length` is 0.
  void append(file_part part);

  /// The file at the head of the queue, or nullptr when there are bytes (or nothing). Valid until the queue changes.
  const file_part* file_at_head() const noexcept;
  /// Fills up to `most` entries with the slices at the head of the queue (up to the next file); how many.
  /// They are valid until what they point at is consumed or dropped.
  int gather(iovec* entries, int most) const noexcept;

  /// Drops `count` written bytes from the head; all there is when `count` is more.
  void consume(std::uint64_t count) noexcept;
  /// Drops everything.
  void clear() noexcept;
  /// Drops the files that wait (Interrupt), keeping the slices; how many bytes went.
  std::uint64_t drop_files() noexcept;

private:
  using segment = std::variant<slice, file_part>;

  void shrink() noexcept;

  std::vector<segment> segments_; // those before first_ are written, and hold nothing any more
  std::size_t first_ = 0;
  std::uint64_t bytes_ = 0;
};

} // namespace troupe::net
