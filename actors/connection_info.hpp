#pragma once

#include <cstdint>
#include <string>

#include <caf/actor.hpp>
#include <caf/meta/type_name.hpp>

namespace troupe::actors {

/// Names a connection of a server: counts up from 1 and is never used again. The documented ConnectionId.
using connection_id = std::int64_t;

/// How a connection's stream is cut, as it travels between nodes; net::framing has the rules. A value.
struct framing_rule {
  std::string eol;                      ///< the bytes that end a line; "": none
  std::uint64_t max_line_length = 2048; ///< bytes
  std::uint64_t record_length = 0;      ///< bytes; 0: no records
  bool single_line = false;             ///< CR, LF and CRLF end a line
};

/// A connection as it was at one moment. A value.
struct connection_info {
  connection_id id = 0;
  caf::actor handle;        ///< the connection itself: may be sent, kept, monitored and written to on any node
  std::string remote;       ///< "192.0.2.1:50000"
  std::string local;        ///< the address that it came to
  std::string tls_version;  ///< "TLSv1.3"; "": no TLS
  std::string cipher_suite; ///< IANA's name
  std::string server_name;  ///< that the client asked for (SNI)
  std::string alpn;         ///< the application protocol agreed on (RFC 7301)
  bool paused = false;      ///< reads nothing: `pause`
  std::uint64_t queued = 0; ///< bytes that wait to be sent
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, framing_rule& x) {
  return f(caf::meta::type_name("troupe::framing_rule"), x.eol, x.max_line_length, x.record_length, x.single_line);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, connection_info& x) {
  return f(caf::meta::type_name("troupe::connection_info"), x.id, x.handle, x.remote, x.local, x.tls_version,
           x.cipher_suite, x.server_name, x.alpn, x.paused, x.queued);
}

} // namespace troupe::actors
