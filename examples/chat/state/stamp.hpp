#pragma once

#include <cstdint>
#include <string>
#include <tuple>

#include "troupe/examples/chat/irc/time.hpp"

namespace chat::state {

/// When something was written, in an order that all nodes agree on and that respects cause and effect: a hybrid
/// logical clock's time (Kulkarni et al., "Logical Physical Clocks", 2014). The default is before all others.
struct stamp {
  std::int64_t time = 0;   ///< Milliseconds since 1970
  std::uint32_t count = 0; ///< Tells apart what happened within a millisecond
  std::string node;        ///< Who wrote; tells apart what happened at once

  bool operator==(const stamp& other) const noexcept {
    return time == other.time && count == other.count && node == other.node;
  }
  bool operator!=(const stamp& other) const noexcept { return !(*this == other); }
  bool operator<(const stamp& other) const noexcept {
    return std::tie(time, count, node) < std::tie(other.time, other.count, other.node);
  }
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, stamp& x) {
  return f(x.time, x.count, x.node);
}

/// A node's source of stamps. A value.
class hybrid_clock {
public:
  explicit hybrid_clock(std::string node);

  /// A stamp later than all that this clock has made or seen.
  stamp next(irc::wall_time now);
  /// Takes note of a stamp from another node, so that what is written from now on is later. One that no clock can show,
  /// of a node that has gone wrong, is ignored: nothing could be later.
  void observe(const stamp& seen);

private:
  stamp last_;
};

} // namespace chat::state
