#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "troupe/net/event_loop.hpp"
#include "troupe/net/simulated_pipe.hpp"

namespace troupe::net {

/// Told that the server's end of a link may have become readable or writable, or was reset.
class link_observer {
public:
  virtual void on_link_changed() = 0;

protected:
  ~link_observer() = default;
};

/// One TCP connection of a simulated network: both directions, and what each end has done to it.
///
/// `simulated_peer` holds the client's end, a loop's stream the server's. Follows Linux: what arrived before a reset
/// can still be received, closing with unread bytes sends a reset, writing to a closed peer works once.
class simulated_link {
public:
  /// The endpoints as the server sees them; `window` bytes in each direction.
  simulated_link(const endpoint& server, const endpoint& client, std::size_t window) noexcept;
  simulated_link(const simulated_link&) = delete;
  simulated_link& operator=(const simulated_link&) = delete;

  const endpoint& server() const noexcept { return server_; }
  const endpoint& client() const noexcept { return client_; }

  /// The server's end: who is told of changes; nullptr: nobody.
  void observe(link_observer* observer) noexcept { observer_ = observer; }
  /// The options that the server set; none before it opened the stream.
  const std::optional<socket_options>& options() const noexcept { return options_; }
  void options(const socket_options& options) { options_ = options; }

  /// The server would receive bytes, the end of stream or an error.
  bool readable() const noexcept;
  /// Bytes that `receive` would give.
  std::size_t arrived() const noexcept { return to_server_.arrived().size(); }
  /// recv(2) of the server: how many bytes, 0 for the end of stream. Errors: `resource_unavailable_try_again`,
  /// `connection_reset`.
  result<std::size_t> receive(char* to, std::size_t most);
  /// The server's send would do something: there is room, the client is about to make room, or it fails.
  bool writable() const noexcept;
  /// send(2) of the server: how many bytes the window took, maybe none. Errors: `connection_reset`; `broken_pipe`.
  result<std::size_t> send(std::string_view bytes);
  /// shutdown(2), SHUT_WR, of the server.
  void finish() noexcept;
  /// close(2) of the server.
  void close(event_loop::close_mode mode) noexcept;

  /// The client takes what has arrived, unless it is stalled: the loop lets it run between two turns of a stream.
  void client_reads();
  void client_sends(std::string_view bytes);
  void client_finishes();
  void client_closes();
  void client_resets();
  void client_stalls(bool stalled);
  /// What the client sends is held on its way, its end of stream and its close included.
  void client_held(bool held);
  void client_windows(std::size_t to_server, std::size_t to_client);
  /// Everything the client has read and nobody has taken.
  std::string& client_received() noexcept { return received_; }
  /// Bytes the client has sent that the server's window has no room for, or that are held.
  std::size_t client_unsent() const noexcept { return to_server_.waiting(); }
  /// The client has read everything and the end of stream.
  bool client_saw_end() const noexcept;
  bool client_was_reset() const noexcept { return client_was_reset_; }
  /// The same of the server's end.
  bool server_was_reset() const noexcept { return server_was_reset_; }

private:
  void arrive();
  void notify();
  void reset_client() noexcept;

  endpoint server_;
  endpoint client_;
  link_observer* observer_ = nullptr;
  std::optional<socket_options> options_;
  simulated_pipe to_server_;
  simulated_pipe to_client_;
  std::string received_;
  bool stalled_ = false;
  bool client_closed_ = false;
  bool client_was_reset_ = false;
  bool server_closed_ = false;
  bool server_was_reset_ = false;
};

} // namespace troupe::net
