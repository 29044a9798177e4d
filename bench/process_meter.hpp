#pragma once

#include <cstdint>
#include <ctime>

#include <sys/types.h>

namespace troupe::bench {

/// Monotonic time in nanoseconds.
[[nodiscard]] std::uint64_t now_ns();

/// Reads what another process has used. Pid 0 measures nothing: every answer is 0.
class process_meter final {
public:
  /// Throws std::system_error if there is no such process.
  explicit process_meter(pid_t process);

  /// CPU time in nanoseconds, user and system, all threads, those that ended included.
  [[nodiscard]] std::uint64_t cpu_ns() const;

  /// User-space memory in bytes: the private pages that no file backs. Counted by the kernel page by page, because
  /// the running total in /proc/PID/status may lag behind by some hundred kilobytes.
  [[nodiscard]] std::uint64_t anonymous_bytes() const;

private:
  pid_t process_;
  clockid_t clock_ = CLOCK_MONOTONIC;
};

} // namespace troupe::bench
