#pragma once

#include <cstdint>
#include <string_view>

#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// What one turn of writing has done.
struct write_outcome {
  std::uint64_t bytes = 0; ///< taken by the kernel; gone from the queue, if there was one
  int failure = 0;         ///< errno(3) when nothing can be written any more: as send(2), sendfile(2); EIO: a file got
                           ///< shorter than what was promised of it
};

/// What follows a write.
enum class following : bool {
  nothing,
  end ///< the socket is closed at once: the bytes may leave with the end of the stream
};

/// Hands the bytes to the non-blocking socket in one send(2): as many as it takes now. Raises no SIGPIPE.
[[nodiscard]] write_outcome write_bytes(socket_handle socket, std::string_view bytes,
                                        following next = following::nothing) noexcept;

/// Hands the head of `queue` to the non-blocking socket: one send(2), sendmsg(2) or sendfile(2) after the other until
/// the queue is empty, the socket full, or the turn over, so that a fast reader does not keep the others waiting (about
/// 256 KiB of memory, 1 MiB of files). Raises no SIGPIPE. On the socket's loop thread.
[[nodiscard]] write_outcome write_queue(socket_handle socket, send_queue& queue);

} // namespace troupe::net
