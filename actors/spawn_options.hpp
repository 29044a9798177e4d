#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <caf/actor.hpp>

#include "troupe/actors/server_options.hpp"
#include "troupe/net/endpoint.hpp"
#include "troupe/tls/client_hello.hpp"
#include "troupe/tls/client_identity.hpp"

namespace troupe::actors {

/// Where a server is to listen.
struct listen_address {
  std::string host = "127.0.0.1"; ///< an address or a name; "": all interfaces
  std::uint16_t port = 0;         ///< 0: the system chooses one
};

/// Where the actors live that handle connections.
enum class handler_place : std::uint8_t {
  on_loop,     ///< on their connection's loop: messages cost little, and a handler must not block
  on_scheduler ///< on the system's scheduler, as other actors: for handlers that compute
};

/// How `spawn_server` sets up a server. A value.
struct spawn_options {
  std::vector<listen_address> listen = {{}};
  net::ip_family family = net::ip_family::both; ///< which addresses a name may have, and "" means
  int backlog = 0;                              ///< listen(2); 0: the system's maximum
  std::size_t threads = 1;                      ///< event loops, at least one
  std::int64_t max_connections = 1000;
  /// Framing, timeouts, limits, access lists, TLS, and what becomes of messages to clients who do not read.
  server_options connections;
  handler_place handlers = handler_place::on_loop;
  /// Messages that a handler may have not answered yet before its connection stops reading. Those to handlers on the
  /// loop are done at once, whatever the handler promises, and count only while it skips messages: one that passes work
  /// on should `pause`. One at a time are told off the loop where `start_tls` is possible (`tls_start::on_request`).
  std::size_t unprocessed = 16;
  bool tell_tls_status = false; ///< `tls_status` for handlers
  /// Decides about a client; `accept` is what the access lists say. Called on the loops' threads, by several at once;
  /// what it throws refuses. None: the access lists decide.
  std::function<bool(const net::endpoint& client, bool accept)> admit;
  /// Another certificate for a client that asks for a name (SNI), say; nullptr: the server's own. As `admit`; it must
  /// not open files. The documented SSLConnectionRequest.
  std::function<tls::result<tls::credentials_ptr>(const tls::client_hello& hello)> choose_certificate;
  /// Whether a client's certificate, or that it has none, will do. As `admit`. None: what the verification says. The
  /// documented SSLClientAuthentication.
  std::function<bool(const tls::client_identity& client)> verify_client;
  caf::actor observer; ///< hears of `server_problem`; may be none
};

} // namespace troupe::actors
