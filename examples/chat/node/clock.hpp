#pragma once

#include <chrono>
#include <optional>

#include "troupe/examples/chat/irc/time.hpp"

namespace chat::node {

/// Wall-clock time that never goes back and never jumps, however the machine's clock is set: what depends on it,
/// timeouts and flood control, neither stands still nor fires for everybody at once. When it disagrees with the
/// machine's clock it runs at half or one and a half times the speed until it agrees. A value; one thread.
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
