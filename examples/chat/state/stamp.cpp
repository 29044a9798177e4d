#include "troupe/examples/chat/state/stamp.hpp"

#include <chrono>
#include <limits>
#include <utility>

namespace chat::state {

namespace {

constexpr std::int64_t latest = 253'402'300'799'999; // the end of the year 9999

} // namespace

hybrid_clock::hybrid_clock(std::string node) {
  last_.node = std::move(node);
}

stamp hybrid_clock::next(irc::wall_time now) {
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  if (time > last_.time) {
    last_.time = time;
    last_.count = 0;
  } else if (last_.count == std::numeric_limits<std::uint32_t>::max()) {
    ++last_.time;
    last_.count = 0;
  } else {
    ++last_.count;
  }
  return last_;
}

void hybrid_clock::observe(const stamp& seen) {
  if (seen.time <= latest && std::tie(last_.time, last_.count) < std::tie(seen.time, seen.count)) {
    last_.time = seen.time;
    last_.count = seen.count;
  }
}

} // namespace chat::state
