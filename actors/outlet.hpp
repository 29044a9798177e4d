#pragma once

#include <cstdint>
#include <string_view>

#include "troupe/actors/outbox.hpp"
#include "troupe/net/send_queue.hpp"

namespace troupe::actors {

class channel;

/// The way from a connection's outbox to its channel, while that is open. Worker's thread only.
class outlet final {
public:
  explicit outlet(outbox& from) noexcept : from_(from) {}

  void open(channel& to) noexcept { to_ = &to; }
  void shut() noexcept { to_ = nullptr; }

  /// Sends or queues as much as the budget allows; how many bytes. What waits is offered to the kernel before the
  /// budget counts as full, but not without end within one turn: a handler that sends until it is refused would keep
  /// the thread for as long as its client reads fast. Throws `std::bad_alloc` when nothing was taken.
  std::size_t write(std::string_view bytes, when_full then);
  /// Room for up to `wanted` bytes.
  reservation reserve(std::size_t wanted);
  /// Queues bytes that were reserved; false: it is shut.
  bool queue(reservation& room, std::string_view bytes);
  /// Queues what came with a message, and was reserved when that was sent; gives it back when shut.
  void queue(net::slice bytes);
  void queue(net::send_queue::file_part part);
  /// The same for a copy of few bytes.
  void queue_copy(std::string_view bytes);
  /// Bytes that were queued and not sent.
  std::uint64_t queued() const;

private:
  bool is_eager() noexcept;
  void spend(std::size_t bytes) noexcept;
  std::size_t queue_what_fits(std::string_view bytes, std::size_t taken);

  outbox& from_;
  channel* to_ = nullptr;
  unsigned turn_ = 0;
  std::uint32_t left_ = 0; // bytes that may go straight to the kernel in that turn
};

} // namespace troupe::actors
