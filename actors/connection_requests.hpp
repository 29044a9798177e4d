#pragma once

#include <caf/message_handler.hpp>

namespace troupe::actors {

class connection;

/// What a connection does with the messages of connection_protocol.hpp.
caf::message_handler requests_to(connection& target);

} // namespace troupe::actors
