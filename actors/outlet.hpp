#pragma once

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
  /// budget counts as full. Throws `std::bad_alloc` when nothing was taken.
  std::size_t write(std::string_view bytes, when_full then);
  /// Room for up to `wanted` bytes.
  reservation reserve(std::size_t wanted);
  /// Queues bytes that were reserved; false: it is shut.
  bool queue(reservation& room, std::string_view bytes);
  /// Queues what came with a message, and was reserved when that was sent; gives it back when shut.
  void queue(net::slice bytes);
  void queue(net::send_queue::file_part part);

private:
  std::size_t queue_what_fits(std::string_view bytes, std::size_t taken);

  outbox& from_;
  channel* to_ = nullptr;
};

} // namespace troupe::actors
