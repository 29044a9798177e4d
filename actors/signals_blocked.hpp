#pragma once

#include <csignal>

namespace troupe::actors {

/// While it lives, threads that are begun take no signals: they are for the application's own threads. A worker that
/// took one would run its handler between two events.
class signals_blocked final {
public:
  signals_blocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  signals_blocked(const signals_blocked&) = delete;
  signals_blocked& operator=(const signals_blocked&) = delete;
  ~signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
  sigset_t before_{};
};

} // namespace troupe::actors
