#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <caf/actor.hpp>
#include <caf/meta/type_name.hpp>

#include "troupe/actors/connection_info.hpp"
#include "troupe/actors/payload.hpp"
#include "troupe/actors/problem.hpp"

// What a handler and its connection tell each other. Every message can be sent between nodes, too
// (register_messages.hpp). The sender of a connection's messages (`self->current_sender()`) is the connection.

namespace troupe::actors {

/// How a connection is closed.
enum class close_how : std::uint8_t {
  lingering, ///< everything queued is sent first (the documented Linger=True)
  abrupt     ///< at once, with a reset; what is queued is lost (Linger=False)
};

// -- to the handler ------------------------------------------------------------------------------------------------

/// The first message of a connection: it is established, after its TLS handshake if it begins with one. Once more when
/// the handshake that `start_tls` began is complete. The documented Connected.
struct connected {
  connection_info info;
};

/// A line, a record, or whatever came, as the framing says. The documented DataIn. A handler that has not answered for
/// `spawn_options::unprocessed` of them (CAF answers by itself when the handler's behavior has returned) gets no more
/// until it has, and its client is slowed down by TCP.
struct data_in {
  connection_id id = 0;
  net::slice bytes; ///< without what ended it; shared, and kept alive by this message
  bool eol = true;  ///< false: a piece of a line that is longer than max_line_length
};

/// There is room again after a write that was refused. The documented ReadyToSend. Goes to whoever was refused, once;
/// if the connection ends before, a `write_result` that says closed does (the handler gets `disconnected` alone).
struct ready_to_send {
  connection_id id = 0;
};

/// The last message of a connection, with the reason; none: it ended normally. The documented Disconnected. A handler
/// that was made for this connection alone is ended after it.
struct disconnected {
  connection_id id = 0;
  problem reason;
};

/// How the TLS handshake that `start_tls` began gets on, for information. The documented SSLStatus. Only with
/// `spawn_options::tell_tls_status`.
struct tls_status {
  connection_id id = 0;
  std::string text;
};

// -- to a connection, from anyone ----------------------------------------------------------------------------------

/// Sends bytes, all of them or none. Reply to a request: `write_result`. A message that is no request is answered only
/// if it was refused, with the same.
struct write {
  net::slice bytes;

  write() = default;
  explicit write(net::slice shared) noexcept : bytes(std::move(shared)) {}
  /// Of a copy.
  explicit write(std::string_view copied) : bytes(net::slice::copy_of(copied)) {}
};

/// The same, and CRLF behind it. The documented SendLine.
struct write_line {
  std::string text;
};

/// The same for a part of a file on the connection's node, by sendfile(2) where there is no TLS. Opened on the
/// connection's loop: not for files on slow file systems. Reply: `write_result`, or `server_error::cannot_read_file`
/// with the reason. The documented SendFile.
struct send_file {
  std::string path;
  std::uint64_t offset = 0; ///< bytes
  std::uint64_t length = 0; ///< bytes; 0: to the end
};

/// What became of a write.
enum class write_status : std::uint8_t {
  accepted,    ///< it will be sent, unless the connection breaks
  would_block, ///< not taken: too much waits already; `ready_to_send` comes when there is room
  dropped,     ///< not taken, as the connection's overflow policy says
  closed       ///< not taken: the connection is closing
};
std::string to_string(write_status status);

/// The answer to a write.
struct write_result {
  write_status status = write_status::closed;
  std::uint64_t queued = 0; ///< bytes that wait to be sent on the connection now
};

/// Closes it; `disconnected` follows. The documented Disconnect.
struct close {
  close_how how = close_how::lingering;
};

/// No `data_in` until `resume`; nothing is lost, TCP pushes back. The documented PauseData and ProcessData.
struct pause {};
struct resume {};

/// Cuts what was not delivered yet, and all that comes, by this rule.
struct set_framing {
  framing_rule rule;
};

/// Begins TLS as the server's options say (STARTTLS): with what is sent from now on and the first byte that was not
/// delivered yet. Reply: none, or an error: `server_error::speaks_tls`, or `no_certificate` when the
/// server's options have none. The documented StartSSL.
struct start_tls {};

/// Asks for a `connection_info`.
struct info {};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, connected& x) {
  return f(caf::meta::type_name("troupe::connected"), x.info);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, data_in& x) {
  return f(caf::meta::type_name("troupe::data_in"), x.id, x.bytes, x.eol);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, ready_to_send& x) {
  return f(caf::meta::type_name("troupe::ready_to_send"), x.id);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, disconnected& x) {
  return f(caf::meta::type_name("troupe::disconnected"), x.id, x.reason);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, tls_status& x) {
  return f(caf::meta::type_name("troupe::tls_status"), x.id, x.text);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, write& x) {
  return f(caf::meta::type_name("troupe::write"), x.bytes);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, write_line& x) {
  return f(caf::meta::type_name("troupe::write_line"), x.text);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, send_file& x) {
  return f(caf::meta::type_name("troupe::send_file"), x.path, x.offset, x.length);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, write_result& x) {
  return f(caf::meta::type_name("troupe::write_result"), x.status, x.queued);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, close& x) {
  return f(caf::meta::type_name("troupe::close"), x.how);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, pause&) {
  return f(caf::meta::type_name("troupe::pause"));
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, resume&) {
  return f(caf::meta::type_name("troupe::resume"));
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, set_framing& x) {
  return f(caf::meta::type_name("troupe::set_framing"), x.rule);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, start_tls&) {
  return f(caf::meta::type_name("troupe::start_tls"));
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, info&) {
  return f(caf::meta::type_name("troupe::info"));
}

} // namespace troupe::actors
