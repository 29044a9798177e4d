#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <caf/actor.hpp>
#include <caf/meta/type_name.hpp>

#include "troupe/actors/connection_protocol.hpp"

// What may be asked of the actor that `spawn_server` returns, from any node (register_messages.hpp).

namespace troupe::actors {

/// Asks where it listens. Reply: `listening_info`.
struct get_listening {};

/// Where a server listens.
struct listening_info {
  bool listening = false;
  std::vector<std::string> endpoints; ///< "127.0.0.1:7777", ports resolved; the last ones when it does not listen now
};

/// No new clients from now on; those who are connected stay. Reply: `listening_info`.
struct stop_listening {};
/// Listens again, at the same addresses and ports. Reply: `listening_info`, or `server_error::cannot_listen` or
/// `shutting_down`.
struct resume_listening {};

/// Asks for all connections, by id. Reply: `std::vector<connection_info>`.
struct list_connections {};
/// Asks for one. Reply: `connection_info`, or `server_error::no_such_connection`.
struct find_connection {
  connection_id id = 0;
};

/// Sends one copy of the bytes to many connections, as `write` does; what one of them refuses is lost to that one.
/// No reply. A connection gets broadcasts and `disconnect_some` of one sender in their order.
struct broadcast {
  std::vector<connection_id> to; ///< those that are gone are passed over
  net::slice bytes;
};
/// Closes many connections. No reply.
struct disconnect_some {
  std::vector<connection_id> which;
  close_how how = close_how::lingering;
};

/// Changes `spawn_options::max_connections`; those beyond a lower limit stay. No reply.
struct limit_connections {
  std::int64_t most = 1000;
};

/// No new clients; those who are connected may finish. After `seconds` (0: no limit) the rest are disconnected as with
/// `shut_down`. Reply: none, when the last connection has ended; `server_error::shutting_down` when the server ends at
/// once before that. To resume listening takes the limit of time back.
struct drain {
  std::uint32_t seconds = 0;
};
/// No new clients, and everybody is disconnected, after what is queued for them was sent. Reply: none, when the last
/// connection has ended; the server's actor ends after it.
struct shut_down {};

// -- from the server -----------------------------------------------------------------------------------------------

/// To `spawn_options::observer`: the server as a whole has a problem; it has run out of descriptors, say.
struct server_problem {
  problem what;
  bool stopped = false; ///< it gave up, and its actor ends
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, get_listening&) {
  return f(caf::meta::type_name("troupe::get_listening"));
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, listening_info& x) {
  return f(caf::meta::type_name("troupe::listening_info"), x.listening, x.endpoints);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, stop_listening&) {
  return f(caf::meta::type_name("troupe::stop_listening"));
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, resume_listening&) {
  return f(caf::meta::type_name("troupe::resume_listening"));
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, list_connections&) {
  return f(caf::meta::type_name("troupe::list_connections"));
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, find_connection& x) {
  return f(caf::meta::type_name("troupe::find_connection"), x.id);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, broadcast& x) {
  return f(caf::meta::type_name("troupe::broadcast"), x.to, x.bytes);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, disconnect_some& x) {
  return f(caf::meta::type_name("troupe::disconnect_some"), x.which, x.how);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, limit_connections& x) {
  return f(caf::meta::type_name("troupe::limit_connections"), x.most);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, drain& x) {
  return f(caf::meta::type_name("troupe::drain"), x.seconds);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, shut_down&) {
  return f(caf::meta::type_name("troupe::shut_down"));
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, server_problem& x) {
  return f(caf::meta::type_name("troupe::server_problem"), x.what, x.stopped);
}

} // namespace troupe::actors
