#pragma once

#include <string>

#include "troupe/actors/server_options.hpp"
#include "troupe/api/ssl_values.hpp"

namespace troupe {

/// The properties and configuration settings of a TCPServer that is as good as new, or has been `Reset`.
///
/// A value. Times are in the unit the documentation gives them. Properties are checked by property_checks.hpp before
/// they are stored here, settings by settings_table.hpp.
struct server_values {
  // Properties.
  int connection_backlog = 0;            ///< ConnectionBacklog; 0: the system's maximum (documented: 5, a deviation)
  std::string default_eol;               ///< DefaultEOL, any bytes; empty: data is delivered as it comes
  int default_idle_timeout = 0;          ///< DefaultIdleTimeout, seconds; 0: none
  int default_max_line_length = 2048;    ///< DefaultMaxLineLength, bytes
  bool default_single_line_mode = false; ///< DefaultSingleLineMode
  int default_timeout = 0;               ///< DefaultTimeout, seconds; 0: sends are asynchronous
  bool keep_alive = false;               ///< KeepAlive
  bool linger = true;                    ///< Linger
  std::string local_host;                ///< LocalHost; empty: every interface
  int local_port = 0;                    ///< LocalPort; 0: the system picks one

  // Properties and settings of TLS.
  ssl_values ssl;

  // Documented settings.
  actors::client_list allowed_clients = actors::empty_list(); ///< AllowedClients; empty: everybody
  bool bind_exclusively = true;                               ///< BindExclusively
  actors::client_list blocked_clients = actors::empty_list(); ///< BlockedClients
  bool close_stream_after_transfer = true;                    ///< CloseStreamAfterTransfer
  int default_connection_timeout = 10;                        ///< DefaultConnectionTimeout, seconds; 0: none
  int in_buffer_size = 0;                                     ///< InBufferSize, bytes; 0: the system's
  int keep_alive_interval = 0;                                ///< KeepAliveInterval, milliseconds; 0: the system's
  int keep_alive_time = 0;                                    ///< KeepAliveTime, milliseconds; 0: the system's
  int max_connections = 1000;                                 ///< MaxConnections
  int out_buffer_size = 0;                                    ///< OutBufferSize, bytes; 0: the system's
  bool tcp_no_delay = false;                                  ///< TcpNoDelay
  int use_ipv6 = 0;                                           ///< UseIPv6: 0 IPv4, 1 IPv6, 2 both
  int code_page = 65001;                                      ///< CodePage
  bool mask_sensitive_data = true;                            ///< MaskSensitiveData
  bool use_internal_security_api = false;                     ///< UseInternalSecurityAPI

  // Troupe's own settings.
  int worker_threads = 0;        ///< WorkerThreads; 0: DoEvents runs the loop
  int send_queue_limit = 262144; ///< SendQueueLimit, bytes for each connection
  int drain_timeout = 30;        ///< DrainTimeout, seconds
  int do_events_wait = 100;      ///< DoEventsWait, milliseconds
  actors::overload_policy max_connections_policy = actors::overload_policy::refuse; ///< MaxConnectionsPolicy
  std::string max_connections_message; ///< MaxConnectionsMessage, the bytes that are sent
  int restart_limit = 5;               ///< RestartLimit, in 10 seconds
  /// MaxHandshakes, of each worker. A core makes some 2,000 a second, and each is under way for a round trip to its
  /// client: of 250 ms, for those that are far, so that fewer places would slow down a burst of them. 512 are 36 MB.
  int max_handshakes = 512;
  bool reload_certificates = false; ///< SSLCertAutoReload
};

} // namespace troupe
