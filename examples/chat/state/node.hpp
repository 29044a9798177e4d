#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "troupe/examples/chat/irc/time.hpp"
#include "troupe/examples/chat/state/effects.hpp"
#include "troupe/examples/chat/state/events.hpp"
#include "troupe/examples/chat/state/ids.hpp"
#include "troupe/examples/chat/state/options.hpp"

namespace chat::state {

class server;

/// How a client is connected.
struct client_address {
  std::string host;    ///< What others see: a name or the address as text
  std::string address; ///< The address as text
  std::string network; ///< Who counts as one with it where there is a limit: the address, of IPv6 its first half
  bool tls = false;
  unsigned port = 0; ///< The local port
};

/// All logic of one server of the network, as a value: whatever happens is passed in, with the time, and what has to
/// happen outside comes out of `take_effects`, to be called after each input. Deterministic. Called by one thread at a
/// time; it owns neither threads nor sockets nor clocks, and throws nothing but std::bad_alloc.
///
/// Times are wall-clock times that may not go back. Sessions and nodes that are not known (any more) are ignored.
///
/// The cluster is a full mesh. For each pair of nodes the transport gives `peer_up` on both sides, then every batch
/// once and in order, then `peer_down` on both sides. Nothing is forwarded, so a node's name in `from_peer` is its
/// author.
class node final {
public:
  explicit node(options settings);
  node(node&&) noexcept;
  node& operator=(node&&) noexcept;
  ~node();

  // -- clients --------------------------------------------------------------------------------------------------------
  /// A client connected. `id` is new.
  void connected(session_id id, const client_address& from, irc::wall_time now);
  /// One line of a client, without its line end.
  void line(session_id id, std::string_view text, irc::wall_time now);
  /// A client's line was longer than `irc::max_received`, and was thrown away: ERR_INPUTTOOLONG.
  void line_too_long(session_id id, irc::wall_time now);
  /// A client's connection ended: `reason` is what other users read, "Connection reset by peer".
  void disconnected(session_id id, std::string_view reason, irc::wall_time now);
  /// Ends a client's connection from this side: ERROR, a close, and QUIT for the others ("SendQ exceeded").
  void disconnect(session_id id, std::string_view reason, irc::wall_time now);

  // -- time -----------------------------------------------------------------------------------------------------------
  /// Does what is due: waiting input, PING, timeouts.
  void tick(irc::wall_time now);
  /// When `tick` wants to be called next. It may have become earlier after any input.
  irc::wall_time next_tick() const;

  // -- cluster --------------------------------------------------------------------------------------------------------
  /// A node of that name is linked now: it is told everything. Its name is not this node's.
  void peer_up(const std::string& name, irc::wall_time now);
  /// The link is gone: its users quit.
  void peer_down(const std::string& name, irc::wall_time now);
  /// A batch from a linked node.
  void from_peer(const std::string& name, const event_batch& batch, irc::wall_time now);

  // -- the whole ------------------------------------------------------------------------------------------------------
  /// ERROR and a close for every client; new ones are refused from now on.
  void shutdown(std::string_view text, irc::wall_time now);
  /// What has to happen outside, since the last call.
  effects take_effects();
  /// The replicated state, to look at.
  const server& state() const noexcept { return *server_; }

private:
  std::unique_ptr<server> server_;
};

} // namespace chat::state
