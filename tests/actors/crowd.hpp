#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe::actors_test {

/// Many clients that connect at once, each at its own pace.
class crowd final {
public:
  crowd(std::uint16_t port, std::size_t count) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (std::size_t i = 0; i < count; ++i) {
      members_.push_back({::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), POLLOUT, 0});
      if (members_.back().fd < 0)
        throw std::runtime_error{"crowd: socket"};
      // In progress, or done.
      static_cast<void>(::connect(members_.back().fd, reinterpret_cast<const sockaddr*>(&to), sizeof to));
    }
  }
  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;
  ~crowd() {
    for (const auto& one : members_)
      ::close(one.fd);
  }

  /// Reads what has come; how many have been answered, and how many turned away.
  void look() {
    for (auto& one : members_) {
      if (one.events == 0)
        continue;
      char byte = 0;
      const auto count = ::recv(one.fd, &byte, 1, 0);
      if (count == 1)
        ++served;
      else if (count < 0 && (errno == EAGAIN || errno == ENOTCONN || errno == EINPROGRESS))
        continue;
      else
        ++(count < 0 && errno == ECONNRESET ? reset : closed);
      one.events = 0;
    }
  }

  std::size_t served = 0;
  std::size_t reset = 0;
  std::size_t closed = 0;

private:
  std::vector<pollfd> members_;
};

} // namespace troupe::actors_test
