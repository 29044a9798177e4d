#include "troupe/bench/handshake_storm.hpp"

#include <cstdio>

#include "troupe/bench/process_meter.hpp"

namespace troupe::bench {

namespace {

// Who was late does not make up for it with a burst: clients do not wait for one another.
constexpr std::uint64_t most_late = 4;
constexpr std::size_t most_open = 1000;

} // namespace

handshake_storm::handshake_storm(const workload& work)
  : interval_(static_cast<std::uint64_t>(1e9 / work.rate)), cycles_(work, [this](auto started) {
      latencies_.record(now_ns() - started);
      ++completed_;
    }) {}

void handshake_storm::turn() {
  const auto now = now_ns();
  if (first_ == 0)
    first_ = next_ = now;
  if (now >= next_ && cycles_.open() < most_open) { // one a turn, so that they do not come in bursts either
    cycles_.start();
    next_ += interval_;
    if (now > next_ + most_late * interval_)
      next_ = now;
  }
  cycles_.poll(0);
}

std::string handshake_storm::json() const {
  const auto seconds = static_cast<double>(now_ns() - first_) / 1e9;
  std::string text(256, '\0');
  const int size =
    std::snprintf(text.data(), text.size(), "\"storm_per_second\":%.1f,\"storm_p50_us\":%.3f,\"storm_p99_us\":%.3f",
                  static_cast<double>(completed_) / seconds, static_cast<double>(latencies_.quantile(0.50)) / 1e3,
                  static_cast<double>(latencies_.quantile(0.99)) / 1e3);
  text.resize(static_cast<std::size_t>(size));
  return text;
}

} // namespace troupe::bench
