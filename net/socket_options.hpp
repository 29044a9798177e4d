#pragma once

#include <chrono>

#include "troupe/net/result.hpp"

namespace troupe::net {

/// Options of an accepted socket. The defaults leave the system's in force.
struct socket_options {
  bool no_delay = false;                            ///< TCP_NODELAY (tcp(7)); the documented TcpNoDelay
  bool keep_alive = false;                          ///< SO_KEEPALIVE (socket(7)); the documented KeepAlive
  std::chrono::milliseconds keep_alive_time{0};     ///< TCP_KEEPIDLE, rounded up to seconds; 0: the system's
  std::chrono::milliseconds keep_alive_interval{0}; ///< TCP_KEEPINTVL, rounded up to seconds; 0: the system's
  int receive_buffer = 0; ///< SO_RCVBUF in bytes; 0: the system's. The documented InBufferSize
  int send_buffer = 0;    ///< SO_SNDBUF in bytes; 0: the system's. The documented OutBufferSize
  /// Also switch off what is false here, and set the system's keep-alive times for 0: the listener may have passed on
  /// something else. A buffer size that it passed on stays: the kernel has no way back from one.
  bool exact = false;
};

/// Compares what the sockets get, not `exact`.
inline bool operator==(const socket_options& a, const socket_options& b) noexcept {
  return a.no_delay == b.no_delay && a.keep_alive == b.keep_alive && a.keep_alive_time == b.keep_alive_time &&
         a.keep_alive_interval == b.keep_alive_interval && a.receive_buffer == b.receive_buffer &&
         a.send_buffer == b.send_buffer;
}

/// Options of a listening socket.
struct listen_options {
  int backlog = 0;          ///< listen(2); 0: the system's maximum (SOMAXCONN, net.core.somaxconn)
  bool exclusive = true;    ///< false: SO_REUSEPORT, several servers share the port. The documented BindExclusively
  bool v6_only = false;     ///< IPV6_V6ONLY (ipv6(7)); only for IPv6 addresses
  socket_options inherited; ///< set before listen(2), so that every accepted socket has them without a call of its own
};

} // namespace troupe::net
