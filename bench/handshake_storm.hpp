#pragma once

#include <cstdint>
#include <string>

#include "troupe/bench/connection_cycles.hpp"
#include "troupe/bench/latency_histogram.hpp"
#include "troupe/bench/workload.hpp"

namespace troupe::bench {

/// New clients that arrive at a fixed rate beside another load, on whose thread they live: it calls turn() often, and
/// at moments when being late does not count.
class handshake_storm final {
public:
  /// `work.rate` connections a second; each is a cycle of connection_cycles. `work` must outlive this.
  explicit handshake_storm(const workload& work);
  handshake_storm(const handshake_storm&) = delete;
  handshake_storm& operator=(const handshake_storm&) = delete;

  /// Begins the cycles that are due, and goes on with those that can. Does not wait.
  void turn();

  /// The figures as the members of a JSON object, without braces: the rate that was reached since the first turn, the
  /// latency of a cycle.
  [[nodiscard]] std::string json() const;

private:
  std::uint64_t interval_;
  std::uint64_t next_ = 0;
  std::uint64_t first_ = 0;
  std::uint64_t completed_ = 0;
  latency_histogram latencies_;
  connection_cycles cycles_; // the last member: its end uses the others
};

} // namespace troupe::bench
