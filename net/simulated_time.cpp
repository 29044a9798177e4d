#include "troupe/net/simulated_time.hpp"

#include <algorithm>
#include <utility>

namespace troupe::net {

void simulated_time::advance_to(time_point target) {
  while (!actions_.empty() && actions_.begin()->first <= target) {
    // Out of the list before it runs: it may schedule others, or move the time itself.
    const auto due = actions_.extract(actions_.begin());
    now_ = std::max(now_, due.key());
    due.mapped()();
  }
  now_ = std::max(now_, target);
}

void simulated_time::schedule(loop_clock::duration delay, std::function<void()> action) {
  actions_.emplace(now_ + delay, std::move(action));
}

std::optional<simulated_time::time_point> simulated_time::next_action() const noexcept {
  if (actions_.empty())
    return std::nullopt;
  return actions_.begin()->first;
}

} // namespace troupe::net
