#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "troupe/bench/workload.hpp"

namespace troupe::bench {

namespace {

constexpr std::uint32_t source_addresses = 200;

sockaddr_in loopback(std::uint32_t host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(0x7f000000U + host);
  return address;
}

} // namespace

descriptor client_socket(std::size_t index) {
  descriptor result(checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket"));
  const int on = 1;
  checked(::setsockopt(result.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
  // ip(7): the port is chosen by connect(), which may share it between destinations; bind() alone would reserve it.
  checked(::setsockopt(result.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on), "IP_BIND_ADDRESS_NO_PORT");
  const auto address = loopback(2 + static_cast<std::uint32_t>(index % source_addresses), 0);
  checked(::bind(result.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
  return result;
}

bool connect_client(int socket, std::uint16_t port) {
  const auto address = loopback(1, port);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return true;
  if (errno != EINPROGRESS)
    throw_errno("connect");
  return false;
}

descriptor connected_client(std::size_t index, std::uint16_t port) {
  auto result = client_socket(index);
  if (!connect_client(result.get(), port)) {
    await(result.get(), POLLOUT);
    throw_socket_error(result.get());
  }
  return result;
}

void await(int socket, short events) {
  pollfd interest{socket, events, 0};
  if (checked(::poll(&interest, 1, 5000), "poll") == 0)
    throw std::runtime_error("stalled: a socket was not ready for 5 s");
}

void throw_socket_error(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  checked(::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size), "SO_ERROR");
  errno = error;
  if (error != 0)
    throw_errno("connection");
}

} // namespace troupe::bench
