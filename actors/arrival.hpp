#pragma once

#include <memory>
#include <new>
#include <utility>

#include "troupe/actors/permit_pool.hpp"
#include "troupe/actors/worker.hpp"
#include "troupe/net/network.hpp"

namespace troupe::actors {

/// An accepted socket on the way to the worker that will serve it, with its permit once it has one. Closed if it never
/// gets there.
class arrival {
public:
  /// `shutdowns` is what `server_context::shutdowns` was when its listener was taken into use.
  arrival(net::network& network, const net::accepted_socket& socket, unsigned shutdowns) noexcept
    : network_(network), socket_(socket), shutdowns_(shutdowns) {}
  arrival(const arrival&) = delete;
  arrival& operator=(const arrival&) = delete;
  ~arrival() {
    if (destination_ != nullptr)
      destination_->expect(-1);
    if (socket_.socket >= 0)
      network_.close(socket_.socket);
  }

  /// A shared one; nullptr, and the socket is closed, when there is no memory for it.
  static std::shared_ptr<arrival> own(net::network& network, const net::accepted_socket& socket,
                                      unsigned shutdowns) noexcept {
    try {
      return std::make_shared<arrival>(network, socket, shutdowns);
    } catch (const std::bad_alloc&) {
      network.close(socket.socket, net::event_loop::close_mode::reset);
      return nullptr;
    }
  }

  /// Counts as part of that worker's load until it is destroyed.
  void bound_for(worker& destination) noexcept {
    destination_ = &destination;
    destination.expect(1);
  }
  const net::endpoint& remote() const noexcept { return socket_.remote; }
  unsigned shutdowns() const noexcept { return shutdowns_; }
  /// Hands over the socket; the caller closes it from now on.
  net::accepted_socket take_socket() noexcept {
    auto taken = socket_;
    socket_.socket = -1;
    return taken;
  }
  /// Closes it with a reset.
  void refuse() noexcept {
    if (socket_.socket >= 0)
      network_.close(take_socket().socket, net::event_loop::close_mode::reset);
  }

  /// Takes one of the permits; false if there is none.
  bool admit(permit_pool& permits) noexcept {
    auto taken = permits.take();
    if (taken)
      permit_ = std::move(*taken);
    return taken.has_value();
  }
  bool admitted() const noexcept { return permit_.held(); }
  permit take_permit() noexcept { return std::move(permit_); }

private:
  net::network& network_;
  net::accepted_socket socket_;
  unsigned shutdowns_;
  permit permit_;
  worker* destination_ = nullptr;
};

} // namespace troupe::actors
