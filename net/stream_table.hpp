#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "troupe/net/stream_record.hpp"

namespace troupe::net {

/// The streams of one loop, by id. Records stay where they are, so that a reference survives callbacks; whether it
/// still is the same stream, `find` tells. One thread.
class stream_table final {
public:
  /// A new stream. Throws `std::bad_alloc`, and has closed the socket then.
  stream_id insert(descriptor socket, stream_handler& handler);

  /// The stream, or nullptr when it is closed.
  stream_record* find(stream_id stream) const noexcept {
    const auto slot = slot_of(stream);
    if (slot >= used_)
      return nullptr;
    auto& record = at(slot);
    return record.generation == generation_of(stream) ? &record : nullptr;
  }

  /// The stream, or nullptr when it is closed or can't send any more.
  stream_record* find_sendable(stream_id stream) const noexcept {
    auto* found = find(stream);
    return found != nullptr && found->can_send() ? found : nullptr;
  }

  /// Closes the socket and forgets the stream, which must be there; the record may be used again at once.
  void erase(stream_id stream) noexcept;

  /// Streams that are open.
  std::size_t size() const noexcept { return size_; }

private:
  static constexpr std::size_t chunk_records = 256;

  // Generations begin at 1: an id is never 0, nor like one of the small numbers that an `epoll_loop` uses as tags.
  static std::uint32_t generation_of(stream_id stream) noexcept {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(stream) >> 32);
  }
  static std::uint32_t slot_of(stream_id stream) noexcept { return static_cast<std::uint32_t>(stream); }
  stream_record& at(std::uint32_t slot) const noexcept { return chunks_[slot / chunk_records][slot % chunk_records]; }
  std::uint32_t free_slot();

  std::vector<std::unique_ptr<stream_record[]>> chunks_;
  std::vector<std::uint32_t> free_; // the last one closed is reused first: it is still in the cache
  std::uint32_t used_ = 0;
  std::size_t size_ = 0;
};

} // namespace troupe::net
