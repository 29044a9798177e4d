#pragma once

#include <utility>

#include <unistd.h>

namespace troupe::net {

/// Owns a file descriptor; closes it (close(2)) with its end. A move-only value, no thread of its own.
class descriptor final {
public:
  /// Owns nothing.
  descriptor() noexcept = default;
  /// Takes over `number`; negative: owns nothing.
  explicit descriptor(int number) noexcept : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(other.release()) {}
  descriptor& operator=(descriptor&& other) noexcept {
    descriptor old(std::exchange(number_, other.release()));
    return *this;
  }
  ~descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }

  /// True when there is something to close.
  explicit operator bool() const noexcept { return number_ >= 0; }
  /// The number, for a system call; still owned.
  int get() const noexcept { return number_; }
  /// The number, no longer owned.
  [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }

private:
  int number_ = -1;
};

} // namespace troupe::net
