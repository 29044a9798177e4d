#include "troupe/actors/handshake_places.hpp"

#include <utility>

namespace troupe::actors {

void handshake_places::ticket::ask(connection_id self, net::loop_clock::time_point now) {
  auto& places = places_;
  const bool free = places.waiting_.empty() && places.holding_.size() < places.most_;
  auto& to = free ? places.holding_ : places.waiting_;
  to.push_back({self, now, &line_});
  entry_ = std::prev(to.end());
  line_ = &to;
}

void handshake_places::ticket::give_back() noexcept {
  if (auto* const where = std::exchange(line_, nullptr); where != nullptr)
    where->erase(entry_);
}

std::optional<connection_id> handshake_places::next(net::loop_clock::time_point now) noexcept {
  if (waiting_.empty())
    return std::nullopt;
  while (holding_.size() >= most_) {
    if (now - holding_.front().since < longest_hold)
      return std::nullopt;
    move_first(holding_, overdue_);
  }
  move_first(waiting_, holding_);
  holding_.back().since = now;
  return holding_.back().who;
}

void handshake_places::move_first(line& from, line& to) noexcept {
  *from.front().where = &to;
  to.splice(to.end(), from, from.begin());
}

} // namespace troupe::actors
