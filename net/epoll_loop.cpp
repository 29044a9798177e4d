#include "troupe/net/epoll_loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace troupe::net {

namespace {

constexpr std::size_t most_events = 256;
// As many full polls may pass, one after the other, without a look at the timers.
constexpr unsigned most_full_polls = 16;

// The numbers below 2^32 are no stream's: 0 is the eventfd, the others are listeners' tags.
constexpr std::uint64_t wake_tag = 0;
constexpr std::uint64_t first_stream_tag = std::uint64_t{1} << 32;

} // namespace

result<std::unique_ptr<epoll_loop>> epoll_loop::make() {
  descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll)
    return last_error();
  descriptor wake_up(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!wake_up)
    return last_error();
  epoll_event event{};
  // Edge-triggered: every write is an event, and nobody has to read it.
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = wake_tag;
  if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, wake_up.get(), &event) != 0)
    return last_error();
  return std::unique_ptr<epoll_loop>(new epoll_loop(std::move(epoll), std::move(wake_up)));
}

epoll_loop::epoll_loop(descriptor epoll, descriptor wake_up)
  : epoll_(std::move(epoll)), wake_up_(std::move(wake_up)), now_(loop_clock::now()), listeners_(epoll_.get()),
    streams_(epoll_.get()), timers_(now_) {}

timer_id epoll_loop::start_timer(loop_clock::duration delay, timer_handler& handler, std::uint64_t cookie) {
  const auto longest = loop_clock::time_point::max() - now_;
  return timers_.start(now_ + std::min(delay, longest), handler, cookie);
}

void epoll_loop::look_at_clock() noexcept {
  now_ = loop_clock::now();
}

std::size_t epoll_loop::run_once(loop_clock::duration longest) {
  const auto before = callbacks_ + streams_.callbacks();
  std::array<epoll_event, most_events> events; // each nested call has its own
  const int count = ::epoll_wait(epoll_.get(), events.data(), most_events, timeout(longest));
  const auto polled = loop_clock::now();
  now_ = polled;
  // Whoever finds the flag set relies on this `run_once` to return: it is cleared after the wait, not before.
  if (woken_.load(std::memory_order_acquire))
    woken_.exchange(false, std::memory_order_acq_rel);
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 >= first_stream_tag)
      streams_.handle(static_cast<stream_id>(event.data.u64), event.events);
    else if (event.data.u64 != wake_tag)
      callbacks_ += listeners_.accept_batch(event.data.u64);
  }
  streams_.report_failures();
  // There may be more: a timer that ends what is idle should not be ahead of the bytes that show it is not.
  full_polls_ = count == static_cast<int>(most_events) ? full_polls_ + 1 : 0;
  if (full_polls_ % most_full_polls == 0)
    callbacks_ += timers_.expire(polled);
  return callbacks_ + streams_.callbacks() - before;
}

void epoll_loop::wake() noexcept {
  if (woken_.exchange(true, std::memory_order_acq_rel))
    return;
  const int saved = errno; // of the code that a signal has interrupted
  ::eventfd_write(wake_up_.get(), 1);
  errno = saved;
}

int epoll_loop::timeout(loop_clock::duration longest) const noexcept {
  using std::chrono::milliseconds;
  if (streams_.has_failures() || longest <= longest.zero())
    return 0;
  auto wait = longest;
  // `now_` is as old as the last poll, and handlers may have taken their time since.
  if (const auto next = timers_.next_expiry(); next && *next - now_ < longest)
    wait = std::max(*next - loop_clock::now(), wait.zero());
  // Rounded up: a millisecond of polling in vain before every timer would cost more than the delay.
  const auto rounded = std::chrono::ceil<milliseconds>(wait).count();
  return static_cast<int>(std::min<milliseconds::rep>(rounded, std::numeric_limits<int>::max()));
}

} // namespace troupe::net
