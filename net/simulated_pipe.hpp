#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace troupe::net {

/// One direction of a simulated connection: bytes in order, of which as many as the window holds have arrived.
///
/// A value. The sender's excess waits here too, behind the window, as in a kernel's send buffer.
class simulated_pipe {
public:
  explicit simulated_pipe(std::size_t window) noexcept : window_(window) {}

  /// The window in bytes; a smaller one than before takes nothing back.
  void window(std::size_t bytes) noexcept;
  /// Bytes that the window still takes.
  std::size_t room() const noexcept { return window_ - (size() < window_ ? size() : window_); }

  /// Sends all the bytes, past the window if they are more.
  void push(std::string_view bytes);
  /// The end of stream, after everything pushed.
  void finish() noexcept;
  bool finished() const noexcept { return finished_; }
  /// true: what has not arrived waits on its way, until false.
  void hold(bool held) noexcept;

  /// What may be received now. Valid until the next call that is not const.
  std::string_view arrived() const noexcept { return std::string_view{bytes_}.substr(head_, arrived_); }
  /// The end of stream has reached the receiver, behind `arrived()`.
  bool end_arrived() const noexcept { return end_arrived_; }
  /// Received: drops `count` bytes, so that the window moves on.
  void consume(std::size_t count) noexcept;

  /// Bytes that the sender has sent and that have not arrived.
  std::size_t waiting() const noexcept { return size() - arrived_; }
  void drop_waiting() noexcept;
  void clear() noexcept;

private:
  std::size_t size() const noexcept { return bytes_.size() - head_; }
  void settle() noexcept;

  std::string bytes_;
  std::size_t head_ = 0;
  std::size_t arrived_ = 0;
  std::size_t window_;
  bool held_ = false;
  bool finished_ = false;
  bool end_arrived_ = false;
};

} // namespace troupe::net
