#pragma once

#include <cstdint>

#include <sys/epoll.h>

#include "troupe/net/descriptor.hpp"
#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// What an `epoll_loop` knows of a stream: one cache line. On the loop's thread.
struct alignas(64) stream_record {
  stream_handler* handler = nullptr;
  std::uint32_t generation = 1;
  descriptor socket;
  send_queue queue;
  std::uint16_t failure = 0; ///< errno of the failure after which nothing can be sent; 0: none
  std::uint8_t interest = 0; ///< what epoll was asked to report; 0: it does not know the socket
  bool receiving = false;    ///< wants EPOLLIN
  bool waiting = false;      ///< wants EPOLLOUT: the socket takes nothing now
  bool writing = false;      ///< `on_sent` of what was just written is being called
  bool finishing = false;    ///< shuts the sending side down when the queue is empty
  /// What `on_end` has been called with: nothing yet, the end of stream, the failure.
  enum class told : std::uint8_t { nothing, end, failure } ended = told::nothing;

  bool can_send() const noexcept { return failure == 0; }
  /// Neither side is known to have ended.
  bool is_alive() const noexcept { return failure == 0 && ended == told::nothing; }
  /// True when bytes may go to the socket at once: none are before them in the queue, and it isn't known to be full.
  bool is_clear() const noexcept { return !waiting && queue.empty(); }

  /// Makes `epoll` report, as events of `self`, what is wanted; 0, or the errno of epoll_ctl(2). A stream that lives
  /// and wants nothing for now stays known to epoll: its death is to be heard of.
  [[nodiscard]] int settle(int epoll, stream_id self) noexcept {
    auto wanted = (receiving ? std::uint32_t{EPOLLIN} : 0) | (waiting ? std::uint32_t{EPOLLOUT} : 0);
    if (wanted == 0 && interest != 0 && is_alive())
      wanted = EPOLLERR;
    return wanted == interest ? 0 : watch_for(static_cast<std::uint8_t>(wanted), epoll, self);
  }
  /// Sends the end of stream if it is due (`finishing`).
  void finish_when_written() noexcept {
    if (finishing && queue.empty())
      shut_down();
  }
  /// Nothing can be sent any more: drops the queue, and remembers the errno.
  void give_up(int error) noexcept;

private:
  int watch_for(std::uint8_t wanted, int epoll, stream_id self) noexcept;
  void shut_down() noexcept;
};
static_assert(sizeof(stream_record) <= 128, "there may be 100,000 of them");

} // namespace troupe::net
