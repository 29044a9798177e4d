#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// Small writes to one stream, side by side until they are flushed: most answers leave from here in one send(2) and are
/// never queued. Belongs to a loop, whose streams use it in turns; one thread.
class gather_buffer final {
public:
  /// Writes are gathered in blocks of `block_size` bytes; a larger one has a block of its own.
  explicit gather_buffer(std::size_t block_size) : blocks_(block_size) {}

  /// Whose bytes these are; none when the buffer is empty.
  stream_id owner() const noexcept { return owner_; }
  std::string_view bytes() const noexcept { return {begin_, size_}; }
  std::size_t size_for(stream_id stream) const noexcept { return stream == owner_ ? size_ : 0; }

  /// True when `add` may be called: the buffer is empty, or the stream's, and the bytes find room behind the others.
  bool has_room(stream_id stream, std::size_t count) const noexcept {
    return owner_ == stream_id::none || (owner_ == stream && count <= blocks_.room() - size_);
  }
  /// Adds bytes of the stream, which is the owner then. All or, when it throws `std::bad_alloc`, none of them.
  void add(stream_id stream, std::string_view bytes) {
    if (owner_ == stream_id::none) {
      begin_ = blocks_.prepare(bytes.size());
      owner_ = stream;
    }
    std::memcpy(begin_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
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
  slice_builder blocks_;
  stream_id owner_ = stream_id::none;
  char* begin_ = nullptr;
  std::size_t size_ = 0;
};

} // namespace troupe::net
