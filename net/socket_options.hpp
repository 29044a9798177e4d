#pragma once

#include <chrono>

#include "troupe/net/result.hpp"

namespace troupe::net {

/// Options of an accepted socket. The defaults leave the system's in force.
struct socket_options {
  bool no_delay = false;                          ///< TCP_NODELAY (tcp(7)); the documented TcpNoDelay
  bool keep_alive = false;                        ///< SO_KEEPALIVE (socket(7)); the documented KeepAlive
  std::chrono::milliseconds keep_alive_time{0};   ///< TCP_KEEPIDLE, rounded up to seconds; 0: the system's
  std::chrono::milliseconds keep_alive_interval{0}; ///< TCP_KEEPINTVL, rounded up to seconds; 0: the system's
  int receive_buffer = 0;                         ///< SO_RCVBUF in bytes; 0: the system's. The documented InBufferSize
  int send_buffer = 0;                            ///< SO_SNDBUF in bytes; 0: the system's. The documented OutBufferSize
};

/// Options of a listening socket.
struct listen_options {
  int backlog = 0;         ///< listen(2); 0: the system's maximum (SOMAXCONN, net.core.somaxconn)
  bool exclusive = true;   ///< false: SO_REUSEPORT, several servers share the port. The documented BindExclusively
  bool v6_only = false;    ///< IPV6_V6ONLY (ipv6(7)); only for IPv6 addresses
  int receive_buffer = 0;  ///< SO_RCVBUF, set before listen(2) so that the window scale follows it; 0: the system's
};

} // namespace troupe::net
