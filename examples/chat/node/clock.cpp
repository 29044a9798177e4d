#include "troupe/examples/chat/node/clock.hpp"

#include <algorithm>

namespace chat::node {

irc::wall_time wall_clock::at(steady_time steady, irc::wall_time wall) {
  using duration = irc::wall_time::duration;
  if (!last_) {
    last_ = {steady, wall};
    return wall;
  }
  const auto passed = std::max(std::chrono::duration_cast<duration>(steady - last_->steady), duration::zero());
  const auto error = wall - (last_->shown + passed);
  last_ = {steady, last_->shown + passed + std::max(error, -passed / 2)};
  return last_->shown;
}

} // namespace chat::node
