#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// Small writes to one stream, side by side until they are flushed: most answers leave from here in one send(2) and are
/// never queued. Belongs to a loop, whose streams use it in turns; one thread.
class gather_buffer final {
public:
  explicit gather_buffer(std::size_t capacity) : memory_(new char[capacity]), capacity_(capacity) {}

  /// Whose bytes these are; none when the buffer is empty.
  stream_id owner() const noexcept { return owner_; }
  std::string_view bytes() const noexcept { return {memory_.get(), size_}; }
  std::size_t size_for(stream_id stream) const noexcept { return stream == owner_ ? size_ : 0; }

  /// True when `add` may be called: the buffer is empty, or the stream's, and the bytes find room behind the others.
  bool has_room(stream_id stream, std::size_t count) const noexcept {
    return (owner_ == stream_id::none || owner_ == stream) && count <= capacity_ - size_;
  }
  /// Adds bytes of the stream, which is the owner then.
  void add(stream_id stream, std::string_view bytes) noexcept {
    owner_ = stream;
    std::memcpy(memory_.get() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void clear() noexcept {
    owner_ = stream_id::none;
    size_ = 0;
  }

private:
  std::unique_ptr<char[]> memory_;
  std::size_t capacity_;
  stream_id owner_ = stream_id::none;
  std::size_t size_ = 0;
};

} // namespace troupe::net
