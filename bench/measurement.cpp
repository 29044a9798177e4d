#include "troupe/bench/measurement.hpp"

#include <cstdio>
#include <stdexcept>

#include <unistd.h>

namespace troupe::bench {

namespace {

constexpr std::uint64_t stall_limit = 5'000'000'000;

std::uint64_t nanoseconds(double seconds) {
  return static_cast<std::uint64_t>(seconds * 1e9);
}

} // namespace

measurement::measurement(double warm_up, double measured, const std::vector<pid_t>& servers)
  : servers_(servers.begin(), servers.end()), own_(::getpid()), measured_ns_(nanoseconds(measured)),
    phase_end_(now_ns() + nanoseconds(warm_up)), last_progress_(now_ns()) {}

void measurement::record(std::uint64_t now, std::uint64_t sent_at) {
  last_progress_ = now;
  if (phase_ != phase::measuring)
    return;
  ++messages_;
  latencies_.record(now - sent_at);
}

bool measurement::in_progress(std::uint64_t now) {
  check_progress(now);
  if (now < phase_end_)
    return phase_ != phase::finished;
  if (phase_ == phase::warming) {
    std::puts("{\"event\":\"measuring\"}");
    std::fflush(stdout);
    phase_ = phase::measuring;
    start_ = read();
    phase_end_ = start_.time + measured_ns_;
  } else if (phase_ == phase::measuring) {
    end_ = read();
    phase_ = phase::finished;
  }
  return phase_ != phase::finished;
}

void measurement::check_progress(std::uint64_t now) const {
  // A signed difference: a message may be recorded with a later time than the poll's.
  if (static_cast<std::int64_t>(now - last_progress_) > static_cast<std::int64_t>(stall_limit))
    throw std::runtime_error("stalled: no message came back for 5 s");
}

measurement::reading measurement::read() const {
  std::uint64_t server_cpu = 0;
  for (const auto& server : servers_)
    server_cpu += server.cpu_ns();
  return {now_ns(), server_cpu, own_.cpu_ns()};
}

std::string measurement::json() const {
  if (messages_ == 0)
    throw std::runtime_error("no message came back in the measured period");
  const auto period = seconds() * 1e9;
  const auto own_cpu = static_cast<double>(end_.own_cpu - start_.own_cpu);
  const auto count = static_cast<double>(messages_);
  std::string text(512, '\0');
  const int size = std::snprintf(
    text.data(), text.size(),
    "\"messages\":%llu,\"seconds\":%.6f,\"messages_per_second\":%.1f,\"p50_us\":%.3f,\"p99_us\":%.3f,"
    "\"cpu_ns_per_message\":%.1f,\"server_busy\":%.3f,\"generator_busy\":%.3f",
    static_cast<unsigned long long>(messages_), period / 1e9, messages_per_second(),
    static_cast<double>(latencies_.quantile(0.50)) / 1e3, static_cast<double>(latencies_.quantile(0.99)) / 1e3,
    server_cpu() / count, server_cpu() / period, own_cpu / period);
  text.resize(static_cast<std::size_t>(size));
  return text;
}

} // namespace troupe::bench
