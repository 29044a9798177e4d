#include "troupe/tests/documented/kernel_socket.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace troupe::test {

namespace {

using name_call = int (*)(int, sockaddr*, socklen_t*);

std::optional<sockaddr_storage> name_of(name_call call, int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (call(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return std::nullopt;
  if (address.ss_family != AF_INET && address.ss_family != AF_INET6)
    return std::nullopt;
  return address;
}

int port_of(const sockaddr_storage& address) {
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

bool listens(int descriptor) {
  int value = 0;
  socklen_t size = sizeof value;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value != 0;
}

template <class Condition>
std::optional<int> find_descriptor(Condition matches) {
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    const int descriptor = std::stoi(entry.path().filename().string());
    if (matches(descriptor))
      return descriptor;
  }
  return std::nullopt;
}

} // namespace

std::optional<kernel_socket> kernel_socket::accepted_from(int client_port) {
  const auto found = find_descriptor([&](int descriptor) {
    const auto peer = name_of(::getpeername, descriptor);
    return peer && port_of(*peer) == client_port;
  });
  return found ? std::optional{kernel_socket{*found}} : std::nullopt;
}

std::optional<kernel_socket> kernel_socket::listening_on(int port) {
  const auto found = find_descriptor([&](int descriptor) {
    const auto local = name_of(::getsockname, descriptor);
    return local && port_of(*local) == port && listens(descriptor);
  });
  return found ? std::optional{kernel_socket{*found}} : std::nullopt;
}

int kernel_socket::option(int level, int name) const {
  int value = 0;
  socklen_t size = sizeof value;
  if (::getsockopt(descriptor_, level, name, &value, &size) != 0)
    throw std::system_error{errno, std::generic_category(), "getsockopt"};
  return value;
}

struct tcp_info kernel_socket::tcp_info() const {
  struct tcp_info info {};
  socklen_t size = sizeof info;
  if (::getsockopt(descriptor_, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
    throw std::system_error{errno, std::generic_category(), "getsockopt"};
  return info;
}

std::string kernel_socket::local_address() const {
  const auto local = name_of(::getsockname, descriptor_);
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* address = local->ss_family == AF_INET6
                          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(*local).sin6_addr)
                          : static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(*local).sin_addr);
  return ::inet_ntop(local->ss_family, address, text.data(), text.size());
}

} // namespace troupe::test
