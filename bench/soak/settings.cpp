#include "troupe/bench/soak/settings.hpp"

#include <sched.h>

#include "troupe/bench/descriptor.hpp"

namespace troupe::bench {

void stay_on_core(int core) {
  if (core < 0)
    return;
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(core), &cores);
  checked(::sched_setaffinity(0, sizeof cores, &cores), "--server-core, --client-core");
}

} // namespace troupe::bench
