#pragma once

#include <csignal>

namespace chat::node {

/// SIGINT, SIGTERM and SIGHUP as values, in place of handlers that may do next to nothing. From then on they are
/// blocked in this thread and in those that it starts, so make it before any other thread. They stay blocked when it
/// goes: one that comes while the program is ending must not make a failure of that.
class signals final {
public:
  /// Blocks them, and ignores SIGPIPE. Throws std::system_error.
  signals();
  signals(const signals&) = delete;
  signals& operator=(const signals&) = delete;
  ~signals();

  /// A descriptor that is readable when one is there, to be polled.
  int descriptor() const noexcept { return descriptor_; }
  /// Takes the next one, if it is there; 0: there is none.
  int take() const;
  /// For a process that is about to be replaced by another program: as they were.
  void restore() const noexcept;

private:
  sigset_t before_{};
  int descriptor_ = -1;
};

} // namespace chat::node
