#include "troupe/net/timer_wheel.hpp"

#include <algorithm>
#include <new>

namespace troupe::net {

namespace {

// A timer's id: the number of its start, and where its entry is. At a million starts a second the numbers come round
// after 12 days, and even then the entry must be the same one.
constexpr unsigned index_bits = 24;
constexpr std::uint64_t index_mask = (std::uint64_t{1} << index_bits) - 1;

constexpr std::uint64_t tick_mask = (std::uint64_t{1} << 48) - 1;
constexpr std::uint64_t list_mask = (std::uint64_t{1} << 16) - 1;

// Memory that an empty wheel keeps, so that a few timers that come and go allocate nothing.
constexpr std::size_t chunks_kept = 8;

constexpr std::int64_t tick_length = loop_clock::duration{timer_wheel::resolution}.count();

std::int64_t ticks_down(loop_clock::time_point time) noexcept {
  const auto count = time.time_since_epoch().count();
  return count / tick_length - (count % tick_length < 0 ? 1 : 0);
}

std::int64_t ticks_up(loop_clock::time_point time) noexcept {
  const auto count = time.time_since_epoch().count();
  return count / tick_length + (count % tick_length > 0 ? 1 : 0);
}

// The clock's last whole tick stands for the end of time: one later could not be told as a time.
constexpr std::int64_t last_tick = loop_clock::duration::max().count() / tick_length;

} // namespace

timer_wheel::timer_wheel(loop_clock::time_point start) : origin_(ticks_down(start)) {
  heads_.fill(no_entry);
}

timer_id timer_wheel::start(loop_clock::time_point deadline, timer_handler& handler, std::uint64_t cookie) {
  const auto index = allocate();
  auto& timer = at(index);
  // The lowest 40 bits, and never 0: `timer_id::none` is nobody's.
  sequence_ = std::max<std::uint64_t>((sequence_ + 1) & (~std::uint64_t{0} >> index_bits), 1);
  timer.id = static_cast<timer_id>(sequence_ << index_bits | index);
  timer.handler = &handler;
  timer.cookie = cookie;
  const auto tick = tick_of(std::min(ticks_up(deadline), last_tick));
  timer.tick = tick & tick_mask;
  link(index, tick > current_ ? list_for(tick) : late_list);
  ++size_;
  return timer.id;
}

void timer_wheel::cancel(timer_id timer) noexcept {
  const auto index = static_cast<entry_index>(static_cast<std::uint64_t>(timer) & index_mask);
  if (timer == timer_id::none || index >= used_ || at(index).id != timer)
    return;
  unlink(index);
  release(index);
}

std::size_t timer_wheel::size() const noexcept {
  return size_;
}

std::optional<loop_clock::time_point> timer_wheel::next_expiry() const noexcept {
  if (heads_[due_list] != no_entry || heads_[late_list] != no_entry)
    return time_of(current_);
  const auto first = first_place();
  return first ? std::optional{time_of(first->tick)} : std::nullopt;
}

std::size_t timer_wheel::expire(loop_clock::time_point now) {
  move_all(late_list);
  collect(std::max(current_, tick_of(ticks_down(now))));
  std::size_t fired = 0;
  // Whatever a handler does, what is due stays in the list until it is fired or cancelled: a nested `expire` goes on
  // where this one is, and leaves it nothing to do.
  while (heads_[due_list] != no_entry) {
    const auto index = heads_[due_list];
    const auto timer = at(index);
    unlink(index);
    release(index);
    ++fired;
    timer.handler->on_timer(timer.id, timer.cookie);
  }
  return fired;
}

std::uint64_t timer_wheel::tick_of(std::int64_t whole_ticks) const noexcept {
  return static_cast<std::uint64_t>(std::clamp<std::int64_t>(whole_ticks - origin_, 0, end_of_wheel));
}

loop_clock::time_point timer_wheel::time_of(std::uint64_t tick) const noexcept {
  return loop_clock::time_point{loop_clock::duration{(static_cast<std::int64_t>(tick) + origin_) * tick_length}};
}

// The first slot with a timer in it, and the tick at which it begins. A timer of a level has the tick's digits (base
// 64) above this level in common with now, so the lowest level comes first, and in a level the lowest slot.
std::optional<timer_wheel::place> timer_wheel::first_place() const noexcept {
  for (std::size_t level = 0; level < levels; ++level) {
    if (occupied_[level] == 0)
      continue;
    const auto slot = static_cast<std::uint64_t>(__builtin_ctzll(occupied_[level]));
    const auto shift = slot_bits * static_cast<unsigned>(level);
    const auto above = current_ >> (shift + slot_bits) << (shift + slot_bits);
    return place{level * slots + slot, above | slot << shift};
  }
  return std::nullopt;
}

// The level is the highest digit in which the tick differs from now; the slot is this digit.
timer_wheel::list_index timer_wheel::list_for(std::uint64_t tick) const noexcept {
  if (tick <= current_)
    return due_list;
  const auto highest_bit = 63U - static_cast<unsigned>(__builtin_clzll(tick ^ current_));
  const std::size_t level = highest_bit / slot_bits;
  return level * slots + (tick >> (slot_bits * level) & (slots - 1));
}

// Goes from one occupied slot to the next, not from tick to tick: days without a timer cost nothing.
void timer_wheel::collect(std::uint64_t until) noexcept {
  for (auto first = first_place(); first && first->tick <= until; first = first_place()) {
    current_ = first->tick;
    move_all(first->list);
  }
  current_ = until;
}

timer_wheel::entry& timer_wheel::at(entry_index index) noexcept {
  return chunks_[index / chunk_entries][index % chunk_entries];
}

timer_wheel::entry_index timer_wheel::allocate() {
  if (free_ != no_entry) {
    const auto index = free_;
    free_ = at(index).next;
    return index;
  }
  if (used_ > index_mask)
    throw std::bad_alloc{};
  if (used_ == chunks_.size() * chunk_entries)
    chunks_.push_back(std::make_unique<entry[]>(chunk_entries));
  return used_++;
}

void timer_wheel::release(entry_index index) noexcept {
  auto& timer = at(index);
  timer.id = timer_id::none;
  timer.next = free_;
  free_ = index;
  if (--size_ == 0) {
    free_ = no_entry;
    used_ = 0;
    chunks_.resize(std::min(chunks_.size(), chunks_kept));
  }
}

void timer_wheel::link(entry_index index, list_index list) noexcept {
  auto& timer = at(index);
  auto& head = heads_[list];
  timer.list = list & list_mask;
  if (head == no_entry) {
    timer.previous = timer.next = head = index;
    if (list < due_list)
      occupied_[list / slots] |= std::uint64_t{1} << (list % slots);
    return;
  }
  auto& first = at(head);
  timer.next = head;
  timer.previous = first.previous;
  at(first.previous).next = index;
  first.previous = index;
}

void timer_wheel::unlink(entry_index index) noexcept {
  const auto& timer = at(index);
  const list_index list = timer.list;
  if (timer.next == index) {
    heads_[list] = no_entry;
    if (list < due_list)
      occupied_[list / slots] &= ~(std::uint64_t{1} << (list % slots));
    return;
  }
  at(timer.previous).next = timer.next;
  at(timer.next).previous = timer.previous;
  if (heads_[list] == index)
    heads_[list] = timer.next;
}

// Each to where it belongs by now: a lower level, or the due list.
void timer_wheel::move_all(list_index from) noexcept {
  while (heads_[from] != no_entry) {
    const auto index = heads_[from];
    unlink(index);
    link(index, list_for(at(index).tick));
  }
}

} // namespace troupe::net
