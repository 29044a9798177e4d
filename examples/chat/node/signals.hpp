#pragma once

#include <csignal>

namespace chat::node {

/// SIGINT, SIGTERM, SIGHUP and others as values, in place of handlers that may do next to nothing. As long as it lives
/// they are blocked in this thread and in those that it starts: make it before any other thread. A second one of them
/// ends nothing by itself, so the program that waits for them has to look.
class signals final {
public:
  /// Blocks SIGINT, SIGTERM, SIGHUP and `more`; ignores SIGPIPE.
  explicit signals(int more = 0);
  signals(const signals&) = delete;
  signals& operator=(const signals&) = delete;
  /// Blocks them no longer.
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
