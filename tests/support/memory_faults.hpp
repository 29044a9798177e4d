#pragma once

#include <cstddef>
#include <limits>

namespace troupe::test {

/// Orders that memory runs out: the operator new of the test programs asks here. Each thread for itself.
class memory_faults final {
public:
  memory_faults() = delete;

  /// From the `nth` allocation of this thread on (1 is the next one) `count` of them throw `std::bad_alloc`.
  static void throw_in(std::size_t nth, std::size_t count = 1) noexcept;
  /// The same for allocations of `least` to `most` bytes; others are not counted.
  static void throw_in(std::size_t nth, std::size_t count, std::size_t least, std::size_t most) noexcept;
  /// Every allocation of this thread throws until `clear`.
  static void throw_always() noexcept { throw_in(1, std::numeric_limits<std::size_t>::max()); }
  /// While it lives, allocations of this thread succeed and are not counted: those of the test itself.
  class truce final {
  public:
    truce() noexcept;
    truce(const truce&) = delete;
    truce& operator=(const truce&) = delete;
    ~truce();
  };
  /// Forgets the order; how many allocations have thrown because of it.
  static std::size_t clear() noexcept;
};

} // namespace troupe::test
