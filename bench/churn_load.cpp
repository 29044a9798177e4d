#include <cstdio>

#include "troupe/bench/connection_cycles.hpp"
#include "troupe/bench/measurement.hpp"

namespace troupe::bench {

void run_churn(const workload& work) {
  measurement measured(work.warm_up, work.measured, {work.server});
  connection_cycles cycles(work, [&](std::uint64_t started) { measured.record(now_ns(), started); });
  while (measured.in_progress(now_ns())) {
    while (cycles.open() < work.connections)
      cycles.start();
    cycles.poll(100);
  }
  while (cycles.open() > 0) {
    measured.check_progress(now_ns());
    cycles.poll(100);
  }
  std::printf("{\"workload\":\"%s\",\"connections\":%zu,\"size\":%zu,%s}\n", work.name.c_str(), work.connections,
              work.message_size, measured.json().c_str());
}

} // namespace troupe::bench
