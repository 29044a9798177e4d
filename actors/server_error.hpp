#pragma once

#include <cstdint>
#include <string>

#include <caf/atom.hpp>
#include <caf/error.hpp>

namespace troupe::actors {

/// What goes wrong with servers and connections in messages and replies, as a `caf::error` of the category "troupe"
/// whose context is a text for people. Beside these, CAF itself answers a request to a connection of this node that has
/// ended, with `sec::request_receiver_down`. A request to a connection on another node that has ended, or whose node is
/// gone, it answers once at most and usually never (CAF 0.17 drops what is sent to an actor that it knows to be gone),
/// so give each such request a time limit; docs/cluster.md, "Requests do not".
enum class server_error : std::uint8_t {
  no_such_connection = 1, ///< there is none of that id, or none any more
  cannot_listen,          ///< the address is taken, not this machine's, or not a name
  cannot_start,           ///< no threads, no memory
  no_certificate,         ///< TLS is asked for, and the options have no certificate
  speaks_tls,             ///< `start_tls` where TLS has begun
  cannot_read_file,       ///< `send_file`
  shutting_down,          ///< it was told `shut_down`
  gave_up                 ///< its supervision restarted too much (`server_options::restarts`)
};

inline std::string to_string(server_error what) {
  switch (what) {
  case server_error::no_such_connection:
    return "no_such_connection";
  case server_error::cannot_listen:
    return "cannot_listen";
  case server_error::cannot_start:
    return "cannot_start";
  case server_error::no_certificate:
    return "no_certificate";
  case server_error::speaks_tls:
    return "speaks_tls";
  case server_error::cannot_read_file:
    return "cannot_read_file";
  case server_error::shutting_down:
    return "shutting_down";
  case server_error::gave_up:
    break;
  }
  return "gave_up";
}

/// The category of these errors.
constexpr caf::atom_value server_error_category = caf::atom("troupe");

/// An error of that kind, and what there is to say about it.
inline caf::error make_error(server_error what, std::string text = {}) {
  return {static_cast<std::uint8_t>(what), server_error_category, caf::make_message(std::move(text))};
}

} // namespace troupe::actors
