#pragma once

#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "troupe/examples/chat/irc/time.hpp"
#include "troupe/examples/chat/state/ids.hpp"

namespace chat::state {

/// When sessions want to be looked at. A session that is planned for a later time than it had before stays where it is:
/// whoever looks at it finds that nothing is due, and plans it again. So a line costs no sorting.
class timetable {
public:
  void plan(session_id which, irc::wall_time when) { queue_.push({when, which}); }
  /// The earliest entry; max when there is none.
  irc::wall_time next() const noexcept { return queue_.empty() ? irc::wall_time::max() : queue_.top().first; }
  /// Takes off the earliest entry if its time has come, else 0.
  session_id take(irc::wall_time now) {
    if (next() > now)
      return 0;
    const auto which = queue_.top().second;
    queue_.pop();
    return which;
  }

private:
  using entry = std::pair<irc::wall_time, session_id>;
  std::priority_queue<entry, std::vector<entry>, std::greater<>> queue_;
};

} // namespace chat::state
