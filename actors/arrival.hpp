#pragma once

#include <utility>

#include "troupe/actors/permit_pool.hpp"
#include "troupe/net/network.hpp"

namespace troupe::actors {

/// An accepted socket with its permit, on the way to the worker that will serve it. Closed if it never gets there.
class arrival {
public:
  arrival(net::network& network, const net::accepted_socket& socket, permit admission) noexcept
    : network_(network), socket_(socket), permit_(std::move(admission)) {}
  arrival(const arrival&) = delete;
  arrival& operator=(const arrival&) = delete;
  ~arrival() {
    if (socket_.socket >= 0)
      network_.close(socket_.socket);
  }

  const net::endpoint& remote() const noexcept { return socket_.remote; }
  /// Hands over the socket; the caller closes it from now on.
  net::accepted_socket take_socket() noexcept {
    auto taken = socket_;
    socket_.socket = -1;
    return taken;
  }
  permit take_permit() noexcept { return std::move(permit_); }

private:
  net::network& network_;
  net::accepted_socket socket_;
  permit permit_;
};

} // namespace troupe::actors
