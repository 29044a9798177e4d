#include "troupe/examples/chat/cluster/traffic.hpp"

namespace chat::cluster {

std::optional<std::uint64_t> traffic::send(std::size_t bytes) {
  if (bytes > limit_ - in_flight_)
    return std::nullopt;
  in_flight_ += bytes;
  sizes_.push_back(bytes);
  return ++last_sent_;
}

bool traffic::acknowledged(std::uint64_t number) {
  if (number > last_sent_)
    return false;
  // What is in flight has the numbers up to last_sent_; an old acknowledgement tells nothing new.
  while (!sizes_.empty() && last_sent_ - sizes_.size() < number) {
    in_flight_ -= sizes_.front();
    sizes_.pop_front();
  }
  return true;
}

bool traffic::receive(std::uint64_t number, std::size_t bytes) {
  if (number != last_received_ + 1)
    return false;
  last_received_ = number;
  untaken_.push_back(bytes);
  return true;
}

void traffic::taken(std::uint64_t number) {
  while (!untaken_.empty() && last_taken_ < number) {
    ++last_taken_;
    unacknowledged_ += untaken_.front();
    untaken_.pop_front();
  }
}

std::uint64_t traffic::acknowledge() noexcept {
  unacknowledged_ = 0;
  return last_taken_;
}

} // namespace chat::cluster
