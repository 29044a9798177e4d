#pragma once

#include "troupe/bench/soak/line_pipe.hpp"
#include "troupe/bench/soak/settings.hpp"

namespace troupe::bench {

/// The clients' process. The first `stalled` clients do not read before everything is over; all others must get each
/// message, whole and in its order.
///
/// Hears "PORT", connects, says the addresses of the stalled ones in one line. Hears how many messages were sent, waits
/// until the readers have got them, lets the stalled ones read what is there for them, says what that was: "ok TEXT".
/// What is wrong is said as "failed TEXT", at any time after the addresses.
void run_soak_clients(const soak_settings& settings, line_pipe& server);

} // namespace troupe::bench
