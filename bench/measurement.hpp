#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "troupe/bench/latency_histogram.hpp"
#include "troupe/bench/process_meter.hpp"

namespace troupe::bench {

/// A warm-up, then a measured period; reads the server's CPU exactly at the period's two ends.
/// Prints `{"event":"measuring"}` when the period begins, for whoever wants to profile it.
class measurement final {
public:
  /// Durations in seconds. The CPU of several servers is summed.
  measurement(double warm_up, double measured, const std::vector<pid_t>& servers);

  /// Counts a message that came back whole. `now` and `sent_at` in nanoseconds of now_ns().
  void record(std::uint64_t now, std::uint64_t sent_at);

  /// Called by the workload after each poll. True as long as new messages are to be sent.
  /// Throws if nothing has come back for five seconds: a stalled server must not look like a slow one.
  [[nodiscard]] bool in_progress(std::uint64_t now);

  /// Called after in_progress() said no, while the workload waits for the messages still in flight.
  void check_progress(std::uint64_t now) const;

  /// The latency in nanoseconds that `share` (0 to 1) of the measured messages did not exceed.
  [[nodiscard]] std::uint64_t latency(double share) const { return latencies_.quantile(share); }

  [[nodiscard]] double messages_per_second() const {
    return static_cast<double>(messages_) * 1e9 / static_cast<double>(end_.time - start_.time);
  }

  /// Whether what happens now is within the measured period.
  [[nodiscard]] bool measuring() const noexcept { return phase_ == phase::measuring; }
  /// The length of the measured period. After it.
  [[nodiscard]] double seconds() const { return static_cast<double>(end_.time - start_.time) / 1e9; }
  /// What the servers used in it, in nanoseconds. After it.
  [[nodiscard]] double server_cpu() const { return static_cast<double>(end_.server_cpu - start_.server_cpu); }

  /// The measured figures as the members of a JSON object, without braces.
  [[nodiscard]] std::string json() const;

private:
  enum class phase { warming, measuring, finished };

  /// One end of the measured period.
  struct reading {
    std::uint64_t time;
    std::uint64_t server_cpu;
    std::uint64_t own_cpu;
  };

  [[nodiscard]] reading read() const;

  std::vector<process_meter> servers_;
  process_meter own_;
  latency_histogram latencies_;
  phase phase_ = phase::warming;
  std::uint64_t messages_ = 0;
  std::uint64_t measured_ns_;
  std::uint64_t phase_end_;
  std::uint64_t last_progress_;
  reading start_{};
  reading end_{};
};

} // namespace troupe::bench
