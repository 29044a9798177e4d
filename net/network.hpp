#pragma once

#include <memory>

#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// A listening socket: where it really listens (port 0 resolved), and the handle that loops accept from.
struct listening_socket {
  socket_handle socket = -1;
  endpoint local;
};

/// Where sockets come from: the kernel, or a simulation. Shared by the loops of a server; any thread.
///
/// The listening sockets belong to whoever called `listen`, not to a loop, so that a restarted broker finds them open.
class network {
public:
  network() = default;
  network(const network&) = delete;
  network& operator=(const network&) = delete;
  virtual ~network() = default;

  /// Binds and listens. Errors: as socket(2), bind(2), listen(2).
  [[nodiscard]] virtual result<listening_socket> listen(const endpoint& at, const listen_options& options) = 0;
  /// Refuses clients from this moment, those in the backlog included, before the loops have let go of the socket.
  virtual void refuse(socket_handle listener) noexcept = 0;
  /// Closes a listening socket, or an accepted one that no loop has opened (`reset`: with an RST).
  virtual void close(socket_handle socket, event_loop::close_mode mode = event_loop::close_mode::orderly) noexcept = 0;

  /// A loop for one thread. Errors: as epoll_create1(2), eventfd(2).
  [[nodiscard]] virtual result<std::unique_ptr<event_loop>> make_loop() = 0;
};

} // namespace troupe::net
