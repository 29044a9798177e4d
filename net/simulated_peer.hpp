#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "troupe/net/simulated_link.hpp"

namespace troupe::net {

/// The client's end of a simulated connection, for tests to drive. Owns it: closes at the end of its life.
///
/// Reads by itself whatever the server sends, unless it is stalled. Of the network's thread, also out of handlers.
class simulated_peer {
public:
  explicit simulated_peer(std::shared_ptr<simulated_link> link) noexcept : link_(std::move(link)) {}
  simulated_peer(simulated_peer&&) noexcept = default;
  simulated_peer& operator=(simulated_peer&& other) noexcept;
  ~simulated_peer();

  /// This end and the server's, as the server sees them.
  const endpoint& local() const noexcept { return link_->client(); }
  const endpoint& remote() const noexcept { return link_->server(); }
  /// The options that the server set; none before a loop opened the stream.
  const std::optional<socket_options>& server_options() const noexcept { return link_->options(); }

  /// Sends all the bytes: what the server's window has no room for follows as it reads. Nothing once this end sent its
  /// end of stream, or the connection is closed.
  void send(std::string_view bytes) { link_->client_sends(bytes); }
  /// Bytes of them that have not arrived yet.
  std::size_t unsent() const noexcept { return link_->client_unsent(); }
  /// Sends the end of stream, after everything (shutdown(2), SHUT_WR).
  void finish_sending() { link_->client_finishes(); }
  /// Closes, after everything sent: the server sees the end of stream, and a reset if it goes on sending. With unread
  /// bytes in the window (a stalled client) it is a reset.
  void close() { link_->client_closes(); }
  /// Sends a reset; what has not arrived yet is lost.
  void reset() { link_->client_resets(); }

  /// Everything received and not taken.
  const std::string& received();
  /// The same, leaving nothing.
  std::string take();
  /// Everything was received, and the server's end of stream.
  bool saw_end();
  /// The server has reset the connection; what was in the window is lost.
  bool was_reset() const noexcept { return link_->client_was_reset(); }

  /// true: stops reading, so that the window towards this client fills.
  void stall(bool stalled) { link_->client_stalls(stalled); }
  /// true: what is sent is held on its way, the end of stream included.
  void hold(bool held) { link_->client_held(held); }
  /// The windows of this connection in bytes. A server's send takes no more than the window has room for.
  void windows(std::size_t to_server, std::size_t to_client) { link_->client_windows(to_server, to_client); }

private:
  std::shared_ptr<simulated_link> link_;
};

} // namespace troupe::net
