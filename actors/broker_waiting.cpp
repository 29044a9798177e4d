// The broker, when there is no permit for another client, or no descriptor.

#include <algorithm>
#include <utility>

#include "troupe/actors/arrival.hpp"
#include "troupe/actors/broker.hpp"

namespace troupe::actors {

namespace {

// Out of descriptors (or kernel memory) accept(2) fails until something is closed, and a level-triggered listener would
// spin. The clients wait in the backlog meanwhile; they are not turned away.
constexpr std::chrono::milliseconds shortest_back_off{20};
constexpr std::chrono::milliseconds longest_back_off{500};

} // namespace

// -- waiting for permits -------------------------------------------------------------------------------------------

/// True when there is no permit; the admission supervisor will tell.
bool broker::must_wait() {
  full_ = !context_.permits.want();
  return full_;
}

void broker::serve_waiting() {
  while (!waiting_.empty()) {
    if (waiting_.front()->admit(context_.permits)) {
      auto next = std::move(waiting_.front());
      waiting_.pop_front();
      decide(std::move(next), *context_.options());
    } else if (must_wait()) {
      return cease_accepting();
    }
  }
  full_ = false;
  begin_accepting();
}

void broker::serve_waiting_later() {
  if (waiting_timer_ == net::timer_id::none)
    waiting_timer_ = worker_.loop().start_timer({}, *this, try_waiting);
}

void broker::begin_accepting() {
  if (full_ || back_off_timer_ != net::timer_id::none)
    return;
  cease_accepting();
  std::error_code failed;
  for (const auto& source : listeners_) {
    if (const auto reason = worker_.loop().accept(source->socket(), *this))
      failed = reason;
  }
  // Told once, not for each try. A listener that was shut meanwhile is no trouble.
  const bool told = std::exchange(unheard_, bool(failed));
  if (!failed) {
    if (told)
      back_off_time_ = {};
    return;
  }
  if (!told && context_.serving())
    report(failed);
  retry_later();
}

void broker::cease_accepting() noexcept {
  for (const auto& source : listeners_)
    worker_.loop().stop_accepting(source->socket());
}

// -- out of descriptors ------------------------------------------------------------------------------------------

void broker::on_accept_failed(std::error_code reason) {
  attempt([&] {
    // Told once for each time of need, not for each try.
    if (back_off_time_ == back_off_time_.zero())
      report(reason);
    cease_accepting();
    retry_later();
  });
}

void broker::report(std::error_code reason) {
  if (auto* sink = worker_.sink(); sink != nullptr)
    sink->tell(server_trouble{reason, false});
}

void broker::retry_later() {
  back_off_time_ = std::clamp(back_off_time_ * 2, shortest_back_off, longest_back_off);
  if (back_off_timer_ == net::timer_id::none)
    back_off_timer_ = worker_.loop().start_timer(back_off_time_, *this, retry_accepting);
}

void broker::on_timer(net::timer_id, std::uint64_t cookie) {
  attempt([&] {
    if (cookie == try_waiting) {
      waiting_timer_ = net::timer_id::none;
      serve_waiting();
    } else {
      back_off_timer_ = net::timer_id::none;
      begin_accepting();
    }
  });
}

} // namespace troupe::actors
