#include "troupe/net/epoll_listeners.hpp"

#include <algorithm>

#include <sys/epoll.h>
#include <sys/socket.h>

#include "troupe/net/socket.hpp"

namespace troupe::net {

namespace {

// New connections neither wait for seconds nor starve live ones.
constexpr int batch_size = 64;

std::optional<endpoint> address_of(socket_handle listener) {
  const auto local = local_endpoint(listener);
  const auto family = local && local->is_v6() ? ip_family::v6_only : ip_family::v4_only;
  if (!local || *local == endpoint::any(family, local->port()))
    return std::nullopt;
  return *local;
}

} // namespace

std::error_code epoll_listeners::add(socket_handle listener, accept_handler& handler) {
  entries_.reserve(entries_.size() + 1);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLEXCLUSIVE;
  event.data.u64 = last_tag_ + 1;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, listener, &event) != 0)
    return last_error();
  entries_.push_back({++last_tag_, listener, &handler, address_of(listener)});
  return {};
}

void epoll_listeners::remove(socket_handle listener) noexcept {
  const auto found =
    std::find_if(entries_.begin(), entries_.end(), [&](const entry& e) { return e.socket == listener; });
  if (found == entries_.end())
    return;
  // Fails when the owner has closed the listener before, which took it out of epoll.
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, listener, nullptr);
  entries_.erase(found);
}

std::size_t epoll_listeners::accept_batch(std::uint64_t tag) {
  std::size_t calls = 0;
  for (int i = 0; i < batch_size; ++i) {
    const auto* listener = find(tag);
    if (listener == nullptr)
      return calls;
    sockaddr_storage address;
    socklen_t size = sizeof address;
    const int socket =
      ::accept4(listener->socket, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    switch (socket >= 0 ? verdict::accepted : judge(errno)) {
    case verdict::accepted:
      ++calls;
      listener->handler->on_accepted({socket, endpoint(address), listener->local});
      break;
    case verdict::skip_client:
      break;
    case verdict::none_left:
      return calls;
    case verdict::listener_gone:
      remove(listener->socket);
      return calls;
    case verdict::failed:
      listener->handler->on_accept_failed(last_error());
      return calls + 1;
    }
  }
  return calls;
}

const epoll_listeners::entry* epoll_listeners::find(std::uint64_t tag) const noexcept {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const entry& e) { return e.tag == tag; });
  return found != entries_.end() ? &*found : nullptr;
}

epoll_listeners::verdict epoll_listeners::judge(int error) noexcept {
  switch (error) {
  case EAGAIN:
    return verdict::none_left;
  // The client's own trouble: it went away before it was accepted, or its network did; accept(2) asks to try again.
  // EPERM: a firewall forbids it.
  case ECONNABORTED:
  case EPROTO:
  case ENETDOWN:
  case ENOPROTOOPT:
  case EHOSTDOWN:
  case ENONET:
  case EHOSTUNREACH:
  case EOPNOTSUPP:
  case ENETUNREACH:
  case EPERM:
  case EINTR:
    return verdict::skip_client;
  // Shut down by its owner (EINVAL), who told everyone who wants to know.
  case EINVAL:
  case EBADF:
  case ENOTSOCK:
    return verdict::listener_gone;
  default:
    return verdict::failed;
  }
}

} // namespace troupe::net
