#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "troupe/net/timer_wheel.hpp"

namespace troupe::net::testing {

/// When the recorder's wheel starts. Not at a whole tick of the clock: nothing may depend on that.
inline const loop_clock::time_point start_time =
  loop_clock::time_point{} + std::chrono::seconds{1000} + std::chrono::nanoseconds{3'000'007};

/// A wheel, and what it fired: cookies and ids, in order. `then` is called for each. Delays are from `start_time`.
class timer_recorder final : public timer_handler {
public:
  void on_timer(timer_id timer, std::uint64_t cookie) override {
    fired.push_back(cookie);
    ids.push_back(timer);
    if (then)
      then(cookie);
  }

  timer_id start(loop_clock::duration delay, std::uint64_t cookie) {
    return wheel.start(start_time + delay, *this, cookie);
  }
  std::size_t expire(loop_clock::duration at) { return wheel.expire(start_time + at); }

  timer_wheel wheel{start_time};
  std::vector<std::uint64_t> fired;
  std::vector<timer_id> ids;
  std::function<void(std::uint64_t)> then;
};

} // namespace troupe::net::testing
