#include "troupe/examples/chat/node/signals.hpp"

#include <cerrno>
#include <system_error>

#include <sys/signalfd.h>
#include <unistd.h>

namespace chat::node {

signals::signals(int more) {
  sigset_t wanted;
  ::sigemptyset(&wanted);
  for (const int each : {SIGINT, SIGTERM, SIGHUP})
    ::sigaddset(&wanted, each);
  if (more != 0)
    ::sigaddset(&wanted, more);
  ::pthread_sigmask(SIG_BLOCK, &wanted, &before_);
  // Who reads the log has gone: that is no reason to go too.
  std::signal(SIGPIPE, SIG_IGN);
  descriptor_ = ::signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
  if (descriptor_ < 0)
    throw std::system_error{errno, std::generic_category(), "signalfd"};
}

signals::~signals() {
  ::close(descriptor_);
  restore();
}

int signals::take() const {
  signalfd_siginfo info{};
  return ::read(descriptor_, &info, sizeof info) == static_cast<ssize_t>(sizeof info) ? static_cast<int>(info.ssi_signo)
                                                                                      : 0;
}

void signals::restore() const noexcept {
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
}

} // namespace chat::node
