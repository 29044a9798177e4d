#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// The time of a simulated network: it stands still unless it is moved. One thread.
class simulated_time {
public:
  using time_point = loop_clock::time_point;

  time_point now() const noexcept { return now_; }
  /// Moves the time to `target`, running on the way the actions that become due, each at its time, in order; what an
  /// action throws comes out, with the time standing where the action was. Never moves back.
  void advance_to(time_point target);

  /// Runs `action` when the time is `delay` from now: what a client does while the server is waiting.
  void schedule(loop_clock::duration delay, std::function<void()> action);
  /// When the next action is due.
  std::optional<time_point> next_action() const noexcept;

  /// Whether a loop that waits moves the time.
  bool automatic() const noexcept { return automatic_; }
  void automatic(bool value) noexcept { automatic_ = value; }

private:
  // Not zero: a time stamp that nobody has set differs from every time of the simulation.
  time_point now_{std::chrono::hours{1}};
  std::multimap<time_point, std::function<void()>> actions_;
  bool automatic_ = true;
};

} // namespace troupe::net
