#pragma once

#include <cerrno>
#include <system_error>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace troupe::bench {

/// Owns one file descriptor; closes it at its end.
class descriptor final {
public:
  descriptor() = default;
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~descriptor() { reset(); }

  /// Closes now.
  void reset() noexcept {
    if (number_ >= 0)
      ::close(std::exchange(number_, -1));
  }

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }

private:
  int number_ = -1;
};

/// Throws std::system_error for the current errno: the programs here have no use for a failed set-up call.
[[noreturn]] inline void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Passes a system call's result through, or throws if it is negative.
template <class Number>
Number checked(Number result, const char* what) {
  if (result < 0)
    throw_errno(what);
  return result;
}

/// Lets this process open as many descriptors as it may.
inline void allow_all_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit)); // a missing descriptor is reported where it is missed
  }
}

} // namespace troupe::bench
