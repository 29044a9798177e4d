#pragma once

#include "troupe/net/simulated_faults.hpp"
#include "troupe/net/simulated_sockets.hpp"
#include "troupe/net/simulated_time.hpp"

namespace troupe::net {

/// What the loops of a simulated network share with it, and keep alive after it. One thread.
struct simulated_kernel {
  simulated_time time;
  simulated_faults faults;
  simulated_sockets sockets{faults};
};

} // namespace troupe::net
