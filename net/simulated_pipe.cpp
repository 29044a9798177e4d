#include "troupe/net/simulated_pipe.hpp"

#include <algorithm>

namespace troupe::net {

void simulated_pipe::window(std::size_t bytes) noexcept {
  window_ = bytes;
  settle();
}

void simulated_pipe::push(std::string_view bytes) {
  bytes_.append(bytes);
  settle();
}

void simulated_pipe::finish() noexcept {
  finished_ = true;
  settle();
}

void simulated_pipe::hold(bool held) noexcept {
  held_ = held;
  settle();
}

void simulated_pipe::consume(std::size_t count) noexcept {
  head_ += count;
  arrived_ -= count;
  // Moving the rest only when it is the smaller half keeps many small receives linear.
  if (head_ > bytes_.size() / 2) {
    bytes_.erase(0, head_);
    head_ = 0;
  }
  settle();
}

void simulated_pipe::drop_waiting() noexcept {
  bytes_.resize(head_ + arrived_);
  settle();
}

void simulated_pipe::clear() noexcept {
  bytes_.clear();
  head_ = 0;
  arrived_ = 0;
  settle();
}

void simulated_pipe::settle() noexcept {
  if (held_)
    return;
  arrived_ = std::max(arrived_, std::min(size(), window_));
  end_arrived_ = finished_ && arrived_ == size();
}

} // namespace troupe::net
