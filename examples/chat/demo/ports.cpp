#include "troupe/examples/chat/demo/ports.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace chat::demo {

namespace {

/// 0: it is taken.
std::uint16_t try_port(std::uint16_t wanted) {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1; // as the servers do: connections in TIME-WAIT are nobody's
  ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(wanted);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* const address = reinterpret_cast<sockaddr*>(&at);
  const bool is_free =
    ::bind(probe, address, size) == 0 && ::listen(probe, 1) == 0 && ::getsockname(probe, address, &size) == 0;
  ::close(probe);
  return is_free ? ntohs(at.sin_port) : std::uint16_t{0};
}

} // namespace

std::uint16_t free_port(std::uint16_t wanted) {
  const auto found = try_port(wanted);
  return found != 0 ? found : try_port(0);
}

} // namespace chat::demo
