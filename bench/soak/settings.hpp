#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "troupe/actors/overflow_policy.hpp"

namespace troupe::bench {

/// What a soak was asked to do. A value.
struct soak_settings {
  std::string policy_name = "wait";
  actors::overflow_policy policy = actors::overflow_policy::wait; ///< of messages to those who do not read
  std::size_t clients = 1000;                                     ///< the stalled ones included
  std::size_t stalled = 1;                                        ///< clients that never read while it lasts
  std::size_t size = 1024;                                        ///< bytes of a message
  std::size_t rate = 50;                                          ///< messages a second, each to all clients
  double warm_up = 10;                                            ///< seconds
  double measured = 60;                                           ///< seconds
  std::size_t send_limit = 256 * 1024;                            ///< bytes that may wait for one client
  std::size_t send_buffer = 64 * 1024; ///< SO_SNDBUF of the server's sockets: those that stall are to be felt soon
  std::size_t bound = 1024;            ///< KiB by which memory may grow after the warm-up
  std::size_t threads = 1;             ///< event loops
  int server_core = -1;                ///< -1: any
  int client_core = -1;                ///< -1: any
};

/// Keeps this process and the threads it will start on one core; -1: on any.
void stay_on_core(int core);

} // namespace troupe::bench
