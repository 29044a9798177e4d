#pragma once

#include <caf/actor_system_config.hpp>

namespace troupe::actors {

/// Makes all messages of connection_protocol.hpp and server_protocol.hpp known to the systems of that configuration, so
/// that they can be sent to and from other nodes. Call it before the system is made, on every node.
void register_messages(caf::actor_system_config& config);

} // namespace troupe::actors
