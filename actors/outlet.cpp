#include "troupe/actors/outlet.hpp"

#include <algorithm>
#include <new>

#include "troupe/actors/channel.hpp"

namespace troupe::actors {

// From this size on the kernel copies at once from where the bytes are, instead of a copy in between.
constexpr std::size_t direct_size = 4096;
constexpr std::uint32_t most_in_a_turn = 1024 * 1024;
// Of one write: more than a socket holds, so that a client who reads fast is the only one to reach it.
constexpr std::size_t most_at_once = 8 * 1024 * 1024;

std::size_t outlet::write(std::string_view bytes, when_full then) {
  if (to_ == nullptr)
    return 0;
  const bool eager = is_eager();
  std::size_t taken = eager && bytes.size() >= direct_size ? to_->send_now(bytes) : 0;
  taken += queue_what_fits(bytes.substr(taken), taken);
  // TLS takes what there is room for at a time, and the kernel most of that at once.
  while (taken < bytes.size() && eager && taken < most_at_once) {
    to_->flush();
    const auto more = to_ != nullptr ? queue_what_fits(bytes.substr(taken), taken) : 0;
    if (more == 0)
      break;
    taken += more;
  }
  spend(taken);
  if (taken < bytes.size())
    from_.refuse(taken > 0, then);
  return taken;
}

bool outlet::is_eager() noexcept {
  if (const auto now = to_->turn(); now != turn_) {
    turn_ = now;
    left_ = most_in_a_turn;
  }
  return left_ > 0;
}

void outlet::spend(std::size_t bytes) noexcept {
  left_ -= static_cast<std::uint32_t>(std::min<std::size_t>(left_, bytes));
}

std::size_t outlet::queue_what_fits(std::string_view bytes, std::size_t taken) {
  if (bytes.empty())
    return 0;
  auto room = reservation::within_limit(from_, bytes.size());
  const auto count = static_cast<std::size_t>(room.size());
  if (count == 0)
    return 0;
  try {
    to_->queue(bytes.substr(0, count));
  } catch (const std::bad_alloc&) {
    // Those that went before can't be taken back: the caller learns how many.
    if (taken > 0)
      return 0;
    throw;
  }
  room.use(count);
  return count;
}

reservation outlet::reserve(std::size_t wanted) {
  if (to_ != nullptr && from_.full() && is_eager())
    to_->flush();
  return reservation::within_limit(from_, wanted);
}

bool outlet::queue(reservation& room, std::string_view bytes) {
  if (to_ == nullptr)
    return false;
  to_->queue(bytes);
  room.use(bytes.size());
  spend(bytes.size());
  return true;
}

void outlet::queue(net::slice bytes) {
  if (to_ != nullptr)
    to_->queue(std::move(bytes));
  else
    from_.release(bytes.size());
}

void outlet::queue_copy(std::string_view bytes) {
  if (to_ != nullptr)
    to_->queue(bytes);
  else
    from_.release(bytes.size());
}

std::uint64_t outlet::queued() const {
  return to_ != nullptr ? to_->queued() : 0;
}

void outlet::queue(net::send_queue::file_part part) {
  if (to_ != nullptr)
    to_->queue(std::move(part));
  else
    from_.release(part.length);
}

} // namespace troupe::actors
