#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "troupe/net/simulated_kernel.hpp"
#include "troupe/net/simulated_peer.hpp"

namespace troupe::net {

/// A `network` in memory, with virtual time and faults to order: a whole server runs on it deterministically, and
/// applications test their handlers without sockets.
///
/// One thread drives the network, its loops (several may exist) and its clients. Time stands still but for `advance`
/// and for loops that would wait (see `simulated_loop`). Nothing is random: the same calls give the same events.
///
///     simulated_network network;
///     auto loop = *network.make_loop();          // given to the server, with the network
///     auto client = *network.connect(port);
///     client.send("hello\r\n");
///     loop->run_once(1s);
///     assert(client.take() == "hello\r\n");
class simulated_network final : public network {
public:
  simulated_network();
  ~simulated_network() override;

  /// Port 0 takes the lowest free one from 49152 on. Errors: `address_in_use`, `too_many_files_open`, what was ordered.
  result<listening_socket> listen(const endpoint& at, const listen_options& options) override;
  /// Resets the clients in the backlog; the address may be listened at again.
  void refuse(socket_handle listener) noexcept override;
  /// Nothing happens for a socket that a loop has opened: that is the loop's to close.
  void close(socket_handle socket, event_loop::close_mode mode = event_loop::close_mode::orderly) noexcept override;
  /// Errors: what was ordered. A loop may outlive the network.
  result<std::unique_ptr<event_loop>> make_loop() override;

  /// A client connects from a made-up address, different each time, to the first listener of the port. It may send at
  /// once. Errors: `connection_refused`; `timed_out` when the backlog is full.
  result<simulated_peer> connect(std::uint16_t port);
  /// The same to an address, the very one before a wildcard.
  result<simulated_peer> connect(const endpoint& to);
  /// The same from an address; port 0 is made up. Error, too: `address_family_not_supported` (not that of `to`).
  result<simulated_peer> connect(const endpoint& to, const endpoint& from);
  /// The window of new connections in each direction; 64 KiB.
  void window(std::size_t bytes) noexcept { window_ = bytes; }

  loop_clock::time_point now() const noexcept { return kernel_->time.now(); }
  /// Moves the time on, running the scheduled actions on the way. Timers fire out of their loops' next `run_once`.
  void advance(loop_clock::duration by);
  /// Runs an action `delay` from now, when the time is moved there by `advance` or by a waiting loop: what clients do
  /// while the server runs.
  void schedule(loop_clock::duration delay, std::function<void()> action);
  /// Whether a loop with nothing to call back moves the time instead of waiting; true.
  void auto_advance(bool value) noexcept { kernel_->time.automatic(value); }

  /// To order faults, and to count operations.
  simulated_faults& faults() noexcept { return kernel_->faults; }

  /// Listening and accepted sockets that are open: 0 when nothing leaked.
  std::size_t open_sockets() const noexcept { return kernel_->sockets.open_count(); }
  /// Clients in the backlog of a listener; 0 for another socket.
  std::size_t pending(socket_handle listener) const noexcept;
  /// The options of a listener; none for another socket.
  std::optional<listen_options> options_of(socket_handle listener) const;
  /// The options with which the server opened the client's connection; none before that.
  std::optional<socket_options> options_of(const simulated_peer& peer) const { return peer.server_options(); }

private:
  std::shared_ptr<simulated_kernel> kernel_;
  std::size_t window_ = 64 * 1024;
};

} // namespace troupe::net
