#pragma once

#include <cstdint>
#include <string>

#include "troupe/bench/soak/line_pipe.hpp"
#include "troupe/bench/soak/settings.hpp"

namespace troupe::bench {

/// What was seen of a soak.
struct soak_figures {
  double deliveries_per_second = 0;
  double cpu_us = 0;               ///< of a delivery, the whole server process
  double server_busy = 0;          ///< CPU seconds a second
  std::uint64_t memory_before = 0; ///< RssAnon in bytes, all connected, nothing sent
  std::uint64_t memory_warm = 0;   ///< at the end of the warm-up
  std::uint64_t memory_most = 0;   ///< after it
  std::uint64_t memory_end = 0;
  std::uint64_t queued_most = 0; ///< bytes that waited for one stalled client
  double latest_ms = 0;          ///< by which a message left later than the rate asks for
  std::string fate;              ///< of the stalled ones, as the server saw it
  std::string read_later;        ///< of the stalled ones, as they saw it

  [[nodiscard]] std::uint64_t growth() const { return memory_most > memory_warm ? memory_most - memory_warm : 0; }
};

/// The server's process: serves the clients behind `clients`, sends to all of them, and looks every second at its own
/// memory and at what waits for those who do not read. Prints that to standard error. Throws on what is not as it
/// should be: a client that reads has lost something, say.
[[nodiscard]] soak_figures run_soak_server(const soak_settings& settings, line_pipe& clients);

} // namespace troupe::bench
