#pragma once

#include <chrono>
#include <optional>

#include "troupe/examples/chat/irc/time.hpp"

namespace chat::node {

/// Wall-clock time that never goes back, however the machine's clock is set: what depends on it, timeouts and flood
/// control, never stands still. While the machine's clock is behind it runs at half the speed. It follows a jump ahead
/// at once, since what clients read is the time: a machine that has slept would show a wrong one for as long again.
/// (Clients that seem silent are asked first, and have all their time to answer.) A value; one thread.
class wall_clock final {
public:
  using steady_time = std::chrono::steady_clock::time_point;

  /// The time now, of what both clocks of the machine show now.
  irc::wall_time at(steady_time steady, irc::wall_time wall);
  /// The same of the machine's clocks.
  irc::wall_time now() { return at(std::chrono::steady_clock::now(), std::chrono::system_clock::now()); }

private:
  struct reading {
    steady_time steady;
    irc::wall_time shown;
  };
  std::optional<reading> last_;
};

} // namespace chat::node
