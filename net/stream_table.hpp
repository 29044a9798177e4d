#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "troupe/net/descriptor.hpp"
#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// What an `epoll_loop` knows of a stream: one cache line.
struct alignas(64) stream_record {
  stream_handler* handler = nullptr;
  std::uint32_t generation = 1;
  descriptor socket;
  send_queue queue;
  std::uint16_t failure = 0; ///< errno of the failure after which nothing can be sent; 0: none
  std::uint8_t interest = 0; ///< the events that epoll reports: EPOLLIN, EPOLLOUT; 0: epoll does not know the socket
  bool receiving = false;    ///< wants EPOLLIN
  bool waiting = false;      ///< wants EPOLLOUT: the socket takes nothing now
  bool writing = false;      ///< `on_sent` of what was just written is being called
  bool finishing = false;    ///< shuts the sending side down when the queue is empty
  /// What `on_end` has been called with: nothing yet, the end of stream, the failure.
  enum class told : std::uint8_t { nothing, end, failure } ended = told::nothing;
};
static_assert(sizeof(stream_record) <= 128, "there may be 100,000 of them");

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
