#pragma once

#include "troupe/net/network.hpp"

namespace troupe::net {

/// The kernel's TCP sockets, and `epoll_loop`s for them. Holds nothing; any thread.
class kernel_network final : public network {
public:
  [[nodiscard]] result<listening_socket> listen(const endpoint& at, const listen_options& options) override;
  void refuse(socket_handle listener) noexcept override;
  void close(socket_handle socket, event_loop::close_mode mode = event_loop::close_mode::orderly) noexcept override;
  [[nodiscard]] result<std::unique_ptr<event_loop>> make_loop() override;
};

} // namespace troupe::net
