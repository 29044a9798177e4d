#include "troupe/net/kernel_network.hpp"

#include "troupe/net/descriptor.hpp"
#include "troupe/net/epoll_loop.hpp"
#include "troupe/net/socket.hpp"

namespace troupe::net {

result<listening_socket> kernel_network::listen(const endpoint& at, const listen_options& options) {
  const auto opened = open_listener(at, options);
  if (!opened)
    return opened.error();
  descriptor socket(*opened);
  const auto local = local_endpoint(socket.get());
  if (!local)
    return local.error();
  return listening_socket{socket.release(), *local};
}

void kernel_network::refuse(socket_handle listener) noexcept {
  shutdown_listener(listener);
}

void kernel_network::close(socket_handle socket, event_loop::close_mode mode) noexcept {
  if (mode == event_loop::close_mode::reset)
    reset_on_close(socket);
  const descriptor closed(socket);
}

result<std::unique_ptr<event_loop>> kernel_network::make_loop() {
  auto made = epoll_loop::make();
  if (!made)
    return made.error();
  return std::unique_ptr<event_loop>(*std::move(made));
}

} // namespace troupe::net
