#pragma once

#include <chrono>
#include <cstddef>

#include "troupe/examples/chat/irc/limits.hpp"
#include "troupe/examples/chat/irc/time.hpp"

namespace chat::irc {

/// How fast a client may send lines: RFC 1459, section 8.10. Each line puts the client's penalty time `interval` ahead;
/// lines are handled while it is less than `burst` intervals ahead of now.
struct flood_rule {
  std::chrono::milliseconds interval{1'000};
  std::size_t burst = 10; ///< Lines at once; 0: no flood control

  static flood_rule from(const limits& most) noexcept;
};

/// The penalty timer of one client. A value; time is passed in and may not go back.
///
///     while (!queue.empty() && flood.take(rule, now)) handle(queue.pop());
///     if (!queue.empty()) wake_at(flood.next(rule, now));
class flood_timer {
public:
  using clock = std::chrono::steady_clock;

  /// Whether a line may be handled now; if so it is counted.
  bool take(const flood_rule& rule, clock::time_point now) noexcept;
  /// Whether anything that was counted is not forgiven yet.
  bool penalized(clock::time_point now) const noexcept { return penalty_ > now; }
  /// When the next line may be handled; `now` if at once.
  clock::time_point next(const flood_rule& rule, clock::time_point now) const noexcept;

private:
  clock::time_point penalty_{};
};

/// A node's time for a timer, which any clock will do for that doesn't go back.
flood_timer::clock::time_point flood_time(wall_time now) noexcept;

/// Whether a client with that much input waiting is to be sent off with "Excess Flood".
bool excess_flood(std::size_t waiting_bytes, const limits& most) noexcept;

} // namespace chat::irc
