#include "troupe/bench/process_meter.hpp"

#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace troupe::bench {

namespace {

std::uint64_t read_clock(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0)
    throw std::runtime_error("the server's CPU clock cannot be read: did the server end?");
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

/// The number after `key` in a /proc file whose lines read `Key:   123 kB`; -1 if there is none.
long long kilobytes(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string word; file >> word;)
    if (long long value = 0; word == key && file >> value)
      return value;
  return -1;
}

} // namespace

std::uint64_t now_ns() {
  return read_clock(CLOCK_MONOTONIC);
}

process_meter::process_meter(pid_t process) : process_(process) {
  // The process clock rather than the sum over /proc/PID/task/*/schedstat: it counts the current slice of a thread
  // that is running right now, where schedstat is as old as the last tick, and it does not lose threads that end.
  if (process_ == 0)
    return;
  if (const int error = ::clock_getcpuclockid(process_, &clock_); error != 0)
    throw std::system_error(error, std::generic_category(), "--server-pid");
}

std::uint64_t process_meter::cpu_ns() const {
  return process_ == 0 ? 0 : read_clock(clock_);
}

std::uint64_t process_meter::anonymous_bytes() const {
  if (process_ == 0)
    return 0;
  const auto folder = "/proc/" + std::to_string(process_);
  auto value = kilobytes(folder + "/smaps_rollup", "Anonymous:");
  if (value < 0)
    value = kilobytes(folder + "/status", "RssAnon:");
  if (value < 0)
    throw std::runtime_error("the server's memory cannot be read in " + folder);
  return static_cast<std::uint64_t>(value) * 1024U;
}

} // namespace troupe::bench
