#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "troupe/actors/connection_settings.hpp"
#include "troupe/actors/overflow_policy.hpp"
#include "troupe/net/access_list.hpp"
#include "troupe/net/socket_options.hpp"
#include "troupe/tls/context.hpp"

namespace troupe::actors {

/// What becomes of a client beyond MaxConnections.
enum class overload_policy {
  refuse, ///< accepted, told so if there is a text for it, and closed
  wait    ///< left in the listener's backlog until a connection ends
};

/// When a connection begins to speak TLS.
enum class tls_start {
  never,     ///< SSLStartMode None
  at_once,   ///< Implicit: with the client's first bytes
  on_request ///< Explicit: when connection::start_tls is called
};

/// Restarts of one supervisor: more than `most` within `period` and the server gives up.
struct restart_intensity {
  std::size_t most = 5;
  std::chrono::seconds period{10};
};

/// A list of clients as it was when it was set, its names looked up. Never null.
using client_list = std::shared_ptr<const net::access_list>;
/// The list that nobody is on.
inline client_list empty_list() {
  return std::make_shared<const net::access_list>();
}

/// How a server treats its connections. A value; the server's workers share the one in force, so that a change
/// applies to connections accepted after it.
struct server_options {
  net::socket_options socket;                       ///< KeepAlive, TcpNoDelay, InBufferSize ...
  net::framing framing;                             ///< DefaultEOL, DefaultMaxLineLength ...
  int timeout = 0;                                  ///< DefaultTimeout, seconds
  int idle_timeout = 0;                             ///< DefaultIdleTimeout, seconds
  bool linger = true;                               ///< Linger
  std::size_t send_limit = 256 * 1024;              ///< bytes that may wait to be sent on one connection
  overflow_policy overflow = overflow_policy::wait; ///< of messages to a client who does not read
  std::chrono::seconds drain_limit{30};             ///< a lingering close gives up after this long without progress
  client_list allowed = empty_list();               ///< AllowedClients; empty: everyone
  client_list blocked = empty_list();               ///< BlockedClients
  overload_policy overload = overload_policy::refuse;
  std::string refusal; ///< sent to a client that is refused because of MaxConnections
  restart_intensity restarts;
  tls_start start = tls_start::never;       ///< SSLStartMode, SSLEnabled
  tls::context_ptr tls;                     ///< SSLCert and the settings of TLS; with a certificate for `at_once`
  std::chrono::seconds handshake_limit{10}; ///< DefaultConnectionTimeout; 0: none
};

using options_ptr = std::shared_ptr<const server_options>;

} // namespace troupe::actors
