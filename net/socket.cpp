#include "troupe/net/socket.hpp"

#include <algorithm>
#include <atomic>
#include <limits>

#include <netinet/tcp.h>
#include <sys/socket.h>

#include "troupe/net/descriptor.hpp"

namespace troupe::net {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL of the kernel: a longer time is EINVAL, and no reason to lose a client.
constexpr seconds longest_keep_alive{32767};

template <class Value>
std::error_code set(int socket, int level, int name, const Value& value) noexcept {
  if (::setsockopt(socket, level, name, &value, sizeof value) != 0)
    return last_error();
  return {};
}

std::error_code set_buffer(int socket, int name, int size) noexcept {
  return size > 0 ? set(socket, SOL_SOCKET, name, size) : std::error_code{};
}

// The system's value of a TCP option: that of a socket nobody has touched, read once. 0: there is no such socket to be
// had now.
int system_value(std::atomic<int>& known, int name) noexcept {
  if (known == 0) {
    const descriptor untouched(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP));
    int value = 0;
    socklen_t size = sizeof value;
    if (untouched && ::getsockopt(untouched.get(), IPPROTO_TCP, name, &value, &size) == 0)
      known = value;
  }
  return known;
}

seconds system_keep_alive(int name) noexcept {
  static std::atomic<int> time{0};
  static std::atomic<int> interval{0};
  return seconds{system_value(name == TCP_KEEPIDLE ? time : interval, name)};
}

std::error_code set_keep_alive(int socket, int name, milliseconds time, bool exact) noexcept {
  if (time <= milliseconds{0} && exact)
    time = system_keep_alive(name);
  if (time <= milliseconds{0})
    return {};
  const auto rounded = std::min(std::chrono::ceil<seconds>(time), longest_keep_alive);
  return set(socket, IPPROTO_TCP, name, static_cast<int>(rounded.count()));
}

std::error_code prepare_listener(int socket, const endpoint& at, const listen_options& options) noexcept {
  if (auto error = set(socket, SOL_SOCKET, SO_REUSEADDR, 1))
    return error;
  if (!options.exclusive)
    if (auto error = set(socket, SOL_SOCKET, SO_REUSEPORT, 1))
      return error;
  if (at.is_v6())
    if (auto error = set(socket, IPPROTO_IPV6, IPV6_V6ONLY, options.v6_only ? 1 : 0))
      return error;
  return apply(socket, options.inherited);
}

using name_call = int (*)(int, sockaddr*, socklen_t*);

result<endpoint> endpoint_of(int socket, name_call call) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (call(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return last_error();
  return endpoint(address);
}

} // namespace

result<socket_handle> open_listener(const endpoint& at, const listen_options& options) {
  descriptor socket(::socket(at.is_v6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!socket)
    return last_error();
  if (auto error = prepare_listener(socket.get(), at, options))
    return error;
  if (::bind(socket.get(), at.data(), at.size()) != 0)
    return last_error();
  // The kernel takes net.core.somaxconn when more is asked for (listen(2)).
  const int backlog = options.backlog > 0 ? options.backlog : std::numeric_limits<int>::max();
  if (::listen(socket.get(), backlog) != 0)
    return last_error();
  return socket.release();
}

void shutdown_listener(socket_handle listener) noexcept {
  ::shutdown(listener, SHUT_RDWR);
}

std::error_code apply(socket_handle socket, const socket_options& options) {
  if (auto error = set_buffer(socket, SO_RCVBUF, options.receive_buffer))
    return error;
  if (auto error = set_buffer(socket, SO_SNDBUF, options.send_buffer))
    return error;
  if (options.no_delay || options.exact)
    if (auto error = set(socket, IPPROTO_TCP, TCP_NODELAY, options.no_delay ? 1 : 0))
      return error;
  if (auto error = set_keep_alive(socket, TCP_KEEPIDLE, options.keep_alive_time, options.exact))
    return error;
  if (auto error = set_keep_alive(socket, TCP_KEEPINTVL, options.keep_alive_interval, options.exact))
    return error;
  if (options.keep_alive || options.exact)
    return set(socket, SOL_SOCKET, SO_KEEPALIVE, options.keep_alive ? 1 : 0);
  return {};
}

void reset_on_close(socket_handle socket) noexcept {
  // If it fails the socket is gone already, and close(2) does no worse without it.
  static_cast<void>(set(socket, SOL_SOCKET, SO_LINGER, linger{1, 0}));
}

result<endpoint> local_endpoint(socket_handle socket) {
  return endpoint_of(socket, [](int s, sockaddr* a, socklen_t* n) { return ::getsockname(s, a, n); });
}

result<endpoint> remote_endpoint(socket_handle socket) {
  return endpoint_of(socket, [](int s, sockaddr* a, socklen_t* n) { return ::getpeername(s, a, n); });
}

} // namespace troupe::net
