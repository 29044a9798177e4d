#pragma once

#include <cstdint>

namespace troupe::actors {

/// What becomes of a message to a client who does not read what was sent before: as soon as `send_limit` bytes wait.
enum class overflow_policy : std::uint8_t {
  wait,        ///< it is refused (`would_block`), and its sender hears of room later (`ready_to_send`)
  drop_oldest, ///< it is taken, and what has waited longest is dropped for it, message by message
  drop_newest, ///< it is dropped
  disconnect   ///< the client is disconnected: 10055, no buffer space
};

} // namespace troupe::actors
