#include "troupe/net/stream_record.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace troupe::net {

void stream_record::give_up(int error) noexcept {
  failure = static_cast<std::uint16_t>(error);
  waiting = false;
  // The peer may not take what it has got for all there is.
  finishing = false;
  queue.clear();
}

int stream_record::watch_for(std::uint8_t wanted, int epoll, stream_id self) noexcept {
  const int operation = interest == 0 ? EPOLL_CTL_ADD : wanted == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
  epoll_event event{};
  event.events = wanted;
  event.data.u64 = static_cast<std::uint64_t>(self);
  if (::epoll_ctl(epoll, operation, socket.get(), &event) != 0)
    return errno;
  interest = wanted;
  return 0;
}

void stream_record::shut_down() noexcept {
  finishing = false;
  // Fails only if the connection is gone, which receiving will tell.
  ::shutdown(socket.get(), SHUT_WR);
}

} // namespace troupe::net
