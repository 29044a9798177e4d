#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "troupe/actors/connection_info.hpp"
#include "troupe/examples/chat/state/ids.hpp"

namespace chat::node {

/// The two servers of a node.
enum class listener : std::uint8_t { plain, tls };
constexpr std::size_t listeners = 2;

/// A session's id holds its server and its number there, so that deliveries to thousands look nothing up.
constexpr state::session_id session_of(listener at, troupe::actors::connection_id id) {
  return static_cast<state::session_id>(id) * listeners + static_cast<state::session_id>(at);
}
constexpr listener listener_of(state::session_id session) {
  return static_cast<listener>(session % listeners);
}
constexpr troupe::actors::connection_id connection_of(state::session_id session) {
  return static_cast<troupe::actors::connection_id>(session / listeners);
}

/// A client, as the hub keeps it.
struct client {
  state::session_id session = 0;
  std::size_t skipped = 0; ///< bytes of a line that is too long and has not ended; 0: there is none
};

/// The clients, by the actors of their connections, which sign what comes from them.
using client_map = std::unordered_map<std::uint64_t, client>;

} // namespace chat::node
