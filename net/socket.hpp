#pragma once

#include <cerrno>

#include "troupe/net/event_loop.hpp"

namespace troupe::net {

// The system calls on sockets that are not on the hot path, as functions on descriptors. Any thread.

/// True for an `errno` that asks to try again when the socket is ready: EAGAIN, EWOULDBLOCK, EINTR.
[[nodiscard]] constexpr bool would_block(int error) noexcept {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

/// A listening, non-blocking TCP socket. Always with SO_REUSEADDR (socket(7)): a restarted server need not wait until
/// the connections of the one before have left TIME_WAIT. Errors: as socket(2), setsockopt(2), bind(2), listen(2).
[[nodiscard]] result<socket_handle> open_listener(const endpoint& at, const listen_options& options);

/// Shuts a listening socket down (shutdown(2)): clients are refused from this moment, those in the backlog are reset.
/// It has to be closed all the same.
void shutdown_listener(socket_handle listener) noexcept;

/// Sets what `options` asks for, and leaves alone what it does not. Keep-alive times are rounded up to seconds and
/// limited to what tcp(7) takes (32767 s). Errors: as setsockopt(2).
[[nodiscard]] std::error_code apply(socket_handle socket, const socket_options& options);

/// Makes close(2) send an RST and drop what is not sent: SO_LINGER, 0 s (socket(7)).
void reset_on_close(socket_handle socket) noexcept;

/// The address a socket is bound to (getsockname(2)).
[[nodiscard]] result<endpoint> local_endpoint(socket_handle socket);
/// The address of the peer (getpeername(2)); `not_connected` once the connection is gone.
[[nodiscard]] result<endpoint> remote_endpoint(socket_handle socket);

} // namespace troupe::net
