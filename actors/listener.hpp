#pragma once

#include <memory>

#include "troupe/net/network.hpp"

namespace troupe::actors {

/// A listening socket that is open as long as anyone holds it: the server supervisor, and the brokers that accept
/// from it. Any thread.
class listener {
public:
  listener(net::network& network, net::listening_socket socket) noexcept : network_(network), socket_(socket) {}
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;
  ~listener() { network_.close(socket_.socket); }

  /// A shared one; the socket is closed when there is no memory for it.
  static std::shared_ptr<listener> own(net::network& network, net::listening_socket socket) {
    try {
      return std::make_shared<listener>(network, socket);
    } catch (...) {
      network.close(socket.socket);
      throw;
    }
  }

  net::socket_handle socket() const noexcept { return socket_.socket; }
  const net::endpoint& local() const noexcept { return socket_.local; }
  /// Refuses clients from this moment, whoever still holds the listener.
  void refuse() noexcept { network_.refuse(socket_.socket); }

private:
  net::network& network_;
  net::listening_socket socket_;
};

} // namespace troupe::actors
