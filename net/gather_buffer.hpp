#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// Small writes to one stream, side by side until they are flushed: most answers leave from here in one send(2) and are
/// never queued. Belongs to a loop, whose streams use it in turns; one thread.
class gather_buffer final {
public:
  /// Writes are gathered in blocks of `block_size` bytes.
  explicit gather_buffer(std::size_t block_size) : blocks_(block_size) {}

  /// Whose bytes these are; none when the buffer is empty.
  stream_id owner() const noexcept { return owner_; }
  std::string_view bytes() const noexcept { return {begin_, size_}; }
  std::size_t size_for(stream_id stream) const noexcept { return stream == owner_ ? size_ : 0; }

  /// Adds bytes for the owner, or for anyone if there is none; how many found room, which is at least one in an empty
  /// buffer. Throws `std::bad_alloc`.
  std::size_t add(stream_id stream, std::string_view bytes) {
    if (owner_ == stream_id::none) {
      begin_ = blocks_.prepare(std::min(bytes.size(), least_room));
      owner_ = stream;
    }
    const auto count = std::min(bytes.size(), blocks_.room() - size_);
    std::memcpy(begin_ + size_, bytes.data(), count);
    size_ += count;
    return count;
  }

  /// The bytes but for the first `sent`, to be kept; the buffer is empty then.
  slice take(std::size_t sent = 0) {
    auto kept = blocks_.commit(size_);
    kept.remove_prefix(sent);
    clear();
    return kept;
  }
  void clear() noexcept {
    owner_ = stream_id::none;
    size_ = 0;
  }

private:
  // A small write is not torn in two to fill a block.
  static constexpr std::size_t least_room = 4 * 1024;

  slice_builder blocks_;
  stream_id owner_ = stream_id::none;
  char* begin_ = nullptr;
  std::size_t size_ = 0;
};

} // namespace troupe::net
