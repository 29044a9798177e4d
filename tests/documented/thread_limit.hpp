#pragma once

namespace troupe::test {

/// A system that is short of threads: while it lives, pthread_create(3) of this executable fails (EAGAIN) after `most`
/// more threads have been started.
///
/// One at a time.
class thread_limit final {
public:
  explicit thread_limit(int most);
  thread_limit(const thread_limit&) = delete;
  thread_limit& operator=(const thread_limit&) = delete;
  ~thread_limit();

  /// For pthread_create(3): whether one more may be started, which counts it.
  static bool take() noexcept;
};

} // namespace troupe::test
