#include "troupe/actors/worker.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "troupe/actors/channel.hpp"
#include "troupe/actors/connection.hpp"
#include "troupe/actors/idle_supervisor.hpp"

namespace troupe::actors {

namespace {

// Of a turn, for handshakes: a step of cryptography costs more.
constexpr std::chrono::microseconds least_share{40};
// A step waits that long for a moment in which nobody else has anything to say.
constexpr std::chrono::milliseconds longest_wait_for_quiet{2};
// Where nobody talks, a poll brings steps of handshakes for that long: then others are looked at, who might.
constexpr std::chrono::milliseconds longest_steps_in_silence{2};
// A step that has taken that long goes on in another turn.
constexpr std::chrono::microseconds long_step{100};
// Those who wait for a place are looked at that often, whatever happens: one may be overdue.
constexpr std::chrono::seconds longest_wait_for_places{1};

/// How much of `work` was done. Without memory for all of it the rest is still there, and is done in the next round:
/// a `std::bad_alloc` may not leave the thread.
template <class Work>
std::size_t done_of(Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return 1;
  }
}

} // namespace

worker::worker(caf::actor_system& system, std::unique_ptr<net::event_loop> loop, std::size_t index, std::size_t count,
               std::int64_t first_serial)
  : job_queue(system), loop_(std::move(loop)), index_(index), count_(count), serial_(first_serial), table_(count) {}

worker::~worker() = default;

std::size_t worker::run_once(net::loop_clock::duration longest) {
  struct depth_mark {
    int& depth;
    explicit depth_mark(int& count) noexcept : depth(count) { ++depth; }
    ~depth_mark() { --depth; }
  } mark{depth_};
  std::size_t happened = done_of([&] { return run_jobs(); }) + end_turn();
  steps_now_until_.reset();
  if (handshakes.anyone_waits()) {
    happened += done_of([&] { return begin_handshakes(); });
    longest = std::min<net::loop_clock::duration>(longest, longest_wait_for_places);
  }
  // What an event asked of another actor is done before anybody waits.
  happened += done_of([&] { return has_jobs() || !steps_.empty() ? 1U : 0U; });
  const auto begin = begin_of_share();
  has_talked_ = false;
  steps_now_until_.reset();
  happened += done_of([&] { return loop_->run_once(happened > 0 ? net::loop_clock::duration::zero() : longest); });
  if (!is_time_for_steps())
    return happened + done_of([&] { return run_jobs(); }) + end_turn();
  // What a cheap step has asked for is often answered at once: the costly one need not wait for another poll.
  for (const auto end = end_of_share(begin); !steps_.empty() && loop_->now() < end;) {
    happened += done_of([&] { return take_steps(end); });
    happened += done_of([&] { return run_jobs(); }) + end_turn();
  }
  return happened;
}

/// Of those who wait for a place, while there are places; how many.
std::size_t worker::begin_handshakes() {
  std::size_t begun = 0;
  for (auto next = handshakes.next(loop_->now()); next; next = handshakes.next(loop_->now()), ++begun) {
    if (auto* const waiting = find_here(*next); waiting != nullptr)
      waiting->take_step();
  }
  return begun;
}

bool worker::is_time_for_steps() const {
  return !steps_.empty() && (!has_talked_ || loop_->now() - steps_.front().since >= longest_wait_for_quiet);
}

/// When a poll begins that waits for nobody, because handshakes do for it; else none.
std::optional<net::loop_clock::time_point> worker::begin_of_share() {
  if (steps_.empty())
    return std::nullopt;
  loop_->look_at_clock();
  return loop_->now();
}

/// When handshakes have had enough of this turn.
net::loop_clock::time_point worker::end_of_share(std::optional<net::loop_clock::time_point> begin) {
  loop_->look_at_clock();
  const auto share = begin ? (loop_->now() - *begin) / 4 : net::loop_clock::duration::zero();
  return loop_->now() + std::max<net::loop_clock::duration>(least_share, share);
}

std::size_t worker::take_steps(net::loop_clock::time_point end) {
  std::size_t made = 0;
  while (!steps_.empty() && loop_->now() < end) {
    underway_ = steps_.front();
    steps_.pop_front();
    auto* const waiting = find_here(underway_.of);
    if (waiting == nullptr)
      continue;
    waiting->take_step();
    loop_->look_at_clock();
    ++made;
  }
  return made;
}

bool worker::may_step_now(connection_id asking) {
  if (!steps_.empty() || !is_silent())
    return false;
  if (steps_now_until_)
    loop_->look_at_clock();
  else
    steps_now_until_ = loop_->now() + longest_steps_in_silence;
  underway_ = {asking, loop_->now()};
  return underway_.since < *steps_now_until_;
}

std::function<bool()> worker::time_for_step() {
  if (is_silent())
    return {};
  return [&loop = *loop_, end = loop_->now() + long_step] {
    loop.look_at_clock();
    return loop.now() < end;
  };
}

void worker::end_handshakes() {
  for (const auto& served : all())
    served->end_handshake();
}

std::size_t worker::end_turn() {
  std::size_t fired = 0;
  ++turn_;
  for (;;) {
    if (const auto now = events_ != nullptr ? done_of([&] { return events_->on_turn_end(); }) : 0; now > 0) {
      fired += now;
      // A handler may have taken its time; what is sent or received after it is no older than that.
      loop_->look_at_clock();
    }
    if (!flush_one())
      return fired;
    // Somebody may wait for just that: the loop must not wait before they had a look.
    ++fired;
  }
}

void worker::flush_if_idle() {
  while (depth_ == 0 && flush_one())
    continue;
}

bool worker::flush_one() {
  if (unflushed_.empty())
    return false;
  auto& queued = *unflushed_.back();
  forget(queued);
  queued.flush_now();
  return true;
}

void worker::flush_later(channel& queued) {
  unflushed_.push_back(&queued);
  queued.flush_place = unflushed_.size() - 1;
}

void worker::forget(channel& gone) noexcept {
  const auto place = std::exchange(gone.flush_place, channel::nowhere);
  if (place == channel::nowhere)
    return;
  if (place + 1 < unflushed_.size()) {
    unflushed_[place] = unflushed_.back();
    unflushed_[place]->flush_place = place;
  }
  unflushed_.pop_back();
}

connection_id worker::next_id() noexcept {
  const auto serial = serial_.fetch_add(1, std::memory_order_relaxed);
  return serial * static_cast<connection_id>(count_) + static_cast<connection_id>(index_) + 1;
}

void worker::add(actor_ref<connection> served) {
  const std::lock_guard lock{table_guard_};
  const auto id = served->id();
  table_.insert(id, std::move(served));
  expect(1);
}

void worker::remove(connection& served) {
  actor_ref<connection> gone;
  {
    const std::lock_guard lock{table_guard_};
    gone = table_.extract(served.id());
  }
  if (!gone)
    return;
  expect(-1);
  if (idle_ != nullptr)
    idle_->forget(gone->id());
  gone->mark_gone();
  gone->end(caf::exit_reason::user_shutdown);
}

actor_ref<connection> worker::find(connection_id id) const {
  const std::lock_guard lock{table_guard_};
  return actor_ref<connection>{table_.find(id)};
}

std::vector<actor_ref<connection>> worker::all() const {
  const std::lock_guard lock{table_guard_};
  return table_.all();
}

} // namespace troupe::actors
