#include "troupe/examples/chat/irc/flood.hpp"

#include <algorithm>

namespace chat::irc {

flood_rule flood_rule::from(const limits& most) noexcept {
  return {std::chrono::milliseconds{most.flood_interval_ms}, most.flood_burst};
}

bool flood_timer::take(const flood_rule& rule, clock::time_point now) noexcept {
  if (next(rule, now) > now)
    return false;
  if (rule.burst > 0)
    penalty_ = std::max(penalty_, now) + rule.interval;
  return true;
}

flood_timer::clock::time_point flood_timer::next(const flood_rule& rule, clock::time_point now) const noexcept {
  if (rule.burst == 0)
    return now;
  return std::max(now, penalty_ - rule.interval * static_cast<std::int64_t>(rule.burst - 1));
}

flood_timer::clock::time_point flood_time(wall_time now) noexcept {
  return flood_timer::clock::time_point{now.time_since_epoch()};
}

bool excess_flood(std::size_t waiting_bytes, const limits& most) noexcept {
  return most.flood_burst > 0 && waiting_bytes > most.flood_queue_bytes;
}

} // namespace chat::irc
