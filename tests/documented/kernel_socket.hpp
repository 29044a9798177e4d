#pragma once

#include <optional>
#include <string>

#include <netinet/tcp.h>

namespace troupe::test {

/// A socket of this process as the kernel sees it: what the tests compare with what the server says.
class kernel_socket final {
public:
  /// The accepted socket whose client has that local port: the server's side of the connection.
  static std::optional<kernel_socket> accepted_from(int client_port);
  /// The listening socket on that port.
  static std::optional<kernel_socket> listening_on(int port);

  /// An option as getsockopt(2) returns it; throws std::system_error.
  int option(int level, int name) const;
  /// TCP_INFO (tcp(7)).
  struct tcp_info tcp_info() const;
  /// The IP address that it is bound to.
  std::string local_address() const;

private:
  explicit kernel_socket(int descriptor) noexcept : descriptor_(descriptor) {}

  int descriptor_;
};

} // namespace troupe::test
