#include "troupe/examples/chat/state/stamp.hpp"

#include <chrono>
#include <utility>

namespace chat::state {

hybrid_clock::hybrid_clock(std::string node) {
  last_.node = std::move(node);
}

stamp hybrid_clock::next(irc::wall_time now) {
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  if (time > last_.time) {
    last_.time = time;
    last_.count = 0;
  } else {
    ++last_.count;
  }
  return last_;
}

void hybrid_clock::observe(const stamp& seen) {
  if (std::tie(last_.time, last_.count) < std::tie(seen.time, seen.count)) {
    last_.time = seen.time;
    last_.count = seen.count;
  }
}

} // namespace chat::state
