#include "troupe/net/simulated_network.hpp"

#include <utility>

#include "troupe/net/simulated_loop.hpp"

namespace troupe::net {

namespace {

result<simulated_peer> peer_of(result<std::shared_ptr<simulated_link>> link) {
  if (!link)
    return link.error();
  return simulated_peer{*std::move(link)};
}

} // namespace

simulated_network::simulated_network() : kernel_(std::make_shared<simulated_kernel>()) {}

simulated_network::~simulated_network() = default;

result<listening_socket> simulated_network::listen(const endpoint& at, const listen_options& options) {
  return kernel_->sockets.listen(at, options);
}

void simulated_network::refuse(socket_handle socket) noexcept {
  if (auto* listener = kernel_->sockets.listener(socket))
    listener->refuse();
}

void simulated_network::close(socket_handle socket, event_loop::close_mode mode) noexcept {
  kernel_->sockets.close(socket, mode);
}

result<std::unique_ptr<event_loop>> simulated_network::make_loop() {
  if (const auto error = kernel_->faults.begin(simulated_operation::make_loop))
    return error;
  return {std::make_unique<simulated_loop>(kernel_)};
}

result<simulated_peer> simulated_network::connect(std::uint16_t port) {
  return peer_of(kernel_->sockets.connect(port, window_));
}

result<simulated_peer> simulated_network::connect(const endpoint& to) {
  return connect(to, kernel_->sockets.next_client(to));
}

result<simulated_peer> simulated_network::connect(const endpoint& to, const endpoint& from) {
  return peer_of(kernel_->sockets.connect(to, from, window_));
}

void simulated_network::advance(loop_clock::duration by) {
  kernel_->time.advance_to(now() + by);
}

void simulated_network::schedule(loop_clock::duration delay, std::function<void()> action) {
  kernel_->time.schedule(delay, std::move(action));
}

std::size_t simulated_network::pending(socket_handle socket) const noexcept {
  const auto* listener = kernel_->sockets.listener(socket);
  return listener == nullptr ? 0 : listener->pending();
}

std::optional<listen_options> simulated_network::options_of(socket_handle socket) const {
  const auto* listener = kernel_->sockets.listener(socket);
  if (listener == nullptr)
    return std::nullopt;
  return listener->options();
}

} // namespace troupe::net
