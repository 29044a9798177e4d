#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "troupe/net/network.hpp"
#include "troupe/net/simulated_faults.hpp"
#include "troupe/net/simulated_listener.hpp"

namespace troupe::net {

/// The table of open sockets of a simulated network: listeners, and connections that were accepted. One thread.
///
/// A handle is never used again, so that whoever keeps one too long is found out.
class simulated_sockets {
public:
  using link_ptr = std::shared_ptr<simulated_link>;

  /// `faults` outlives the table.
  explicit simulated_sockets(simulated_faults& faults) noexcept : faults_(faults) {}

  /// As `network::listen`; port 0 takes the lowest free one from 49152 on (RFC 6335 6). Errors: `address_in_use`,
  /// `too_many_files_open`, and what was ordered.
  result<listening_socket> listen(const endpoint& at, const listen_options& options);
  /// As `network::close`. A connection that a loop has opened belongs to the loop: nothing happens.
  void close(socket_handle socket, event_loop::close_mode mode) noexcept;
  /// nullptr: no such listener is open.
  simulated_listener* listener(socket_handle socket) noexcept;
  std::size_t open_count() const noexcept { return listeners_.size() + accepted_.size(); }

  /// accept(2) on a listener with a client. An error that accept(2) has for a single client costs that client.
  result<accepted_socket> accept(socket_handle listener);
  /// The connection that a loop opens, for it alone; nullptr: no such socket, or opened before.
  link_ptr claim(socket_handle socket);
  /// A loop has closed a connection that it had claimed.
  void release(socket_handle socket) noexcept { accepted_.erase(socket); }

  /// A client connects. Its port 0: a port is made up; address and port together differ each time. Errors:
  /// `connection_refused`; `timed_out` with a full backlog (listen(2)); `address_family_not_supported`.
  result<link_ptr> connect(endpoint to, endpoint from, std::size_t window);
  /// The same from a made-up address, to whatever listens on the port, the first listener first.
  result<link_ptr> connect(std::uint16_t port, std::size_t window);
  /// Another made-up address, of the family of `to`.
  endpoint next_client(const endpoint& to);

private:
  struct connection {
    link_ptr link;
    bool claimed = false;
  };
  using listener_ptr = std::unique_ptr<simulated_listener>;

  bool free(const endpoint& at, const listen_options& options) const;
  result<endpoint> choose_port(endpoint at, const listen_options& options) const;
  const std::pair<const socket_handle, listener_ptr>* find_for(const endpoint& to) const;

  simulated_faults& faults_;
  std::map<socket_handle, listener_ptr> listeners_;
  std::map<socket_handle, connection> accepted_;
  socket_handle next_socket_ = 3;
  std::uint32_t next_client_ = 0;
};

/// The error concerns the client that was being accepted and no other (accept(2), "Error handling").
bool concerns_one_client(std::error_code error) noexcept;

/// The operation did nothing and is to be tried again: EAGAIN, EINTR.
bool is_transient(std::error_code error) noexcept;

} // namespace troupe::net
