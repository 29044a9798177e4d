#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// Timers of one loop in a hierarchical timing wheel: start and cancel in constant time, whatever their number.
///
/// Reads no clock: the time is passed in, never backwards. A timer fires at the first `expire` whose time is at or
/// after its deadline rounded up to the resolution; never early. One thread.
class timer_wheel {
public:
  /// Deadlines are rounded up to whole ticks of this length.
  static constexpr std::chrono::milliseconds resolution{4};

  explicit timer_wheel(loop_clock::time_point start);
  timer_wheel(const timer_wheel&) = delete;
  timer_wheel& operator=(const timer_wheel&) = delete;

  /// A deadline that has passed already is due at the next `expire`. Throws `std::bad_alloc`, also beyond 2^24 timers.
  timer_id start(loop_clock::time_point deadline, timer_handler& handler, std::uint64_t cookie);
  /// A timer that has fired, or was cancelled: nothing happens.
  void cancel(timer_id timer) noexcept;

  std::size_t size() const noexcept;
  /// When `expire` must be called at the latest; it may be earlier than the first deadline, never later.
  std::optional<loop_clock::time_point> next_expiry() const noexcept;
  /// Calls back for every timer that is due, in the order of their ticks; how many. Handlers may start and cancel
  /// timers, and may call `expire` again. What they start with a deadline in the past waits for the next `expire`.
  std::size_t expire(loop_clock::time_point now);

private:
  static constexpr unsigned slot_bits = 6;
  static constexpr std::size_t slots = std::size_t{1} << slot_bits;
  // 64^7 ticks are 557 years: every deadline of the clock has its place, none needs an overflow list.
  static constexpr std::size_t levels = 7;
  static constexpr std::int64_t end_of_wheel = (std::int64_t{1} << (slot_bits * levels)) - 1;

  using entry_index = std::uint32_t;
  using list_index = std::size_t;
  // After the wheel's own lists: timers that `expire` is about to fire, and timers that were started too late.
  static constexpr list_index due_list = levels * slots;
  static constexpr list_index late_list = due_list + 1;
  static constexpr entry_index no_entry = 0xffffffff;

  // 40 bytes a timer. In a ring of the entries of one list, or (`next` only) in the list of free entries.
  struct entry {
    timer_id id = timer_id::none;
    timer_handler* handler = nullptr;
    std::uint64_t cookie = 0;
    std::uint64_t tick : 48;
    std::uint64_t list : 16;
    entry_index previous;
    entry_index next;
  };
  static constexpr std::size_t chunk_entries = 128;

  struct place {
    list_index list;
    std::uint64_t tick;
  };

  std::uint64_t tick_of(std::int64_t whole_ticks) const noexcept;
  loop_clock::time_point time_of(std::uint64_t tick) const noexcept;
  std::optional<place> first_place() const noexcept;
  list_index list_for(std::uint64_t tick) const noexcept;
  void collect(std::uint64_t until) noexcept;

  entry& at(entry_index index) noexcept;
  entry_index allocate();
  void release(entry_index index) noexcept;
  void link(entry_index index, list_index list) noexcept;
  void unlink(entry_index index) noexcept;
  void move_all(list_index from) noexcept;

  std::int64_t origin_;       // Ticks of the clock's epoch at tick 0 of the wheel.
  std::uint64_t current_ = 0; // Every later tick is still in the wheel, no earlier one is.
  std::uint64_t sequence_ = 0;
  std::size_t size_ = 0;
  std::array<std::uint64_t, levels> occupied_{}; // A bit a slot.
  std::array<entry_index, late_list + 1> heads_;
  std::vector<std::unique_ptr<entry[]>> chunks_;
  entry_index free_ = no_entry;
  entry_index used_ = 0; // Entries from here on have not been used since the wheel was last empty.
};

} // namespace troupe::net
