#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "troupe/examples/chat/state/events.hpp"
#include "troupe/examples/chat/state/neighbourhoods.hpp"
#include "troupe/examples/chat/state/network.hpp"
#include "troupe/examples/chat/state/options.hpp"
#include "troupe/examples/chat/state/outbox.hpp"
#include "troupe/examples/chat/state/session.hpp"
#include "troupe/examples/chat/state/timetable.hpp"

namespace chat::state {

/// Another node, linked now or before.
struct peer {
  bool linked = false;
  bool arriving = false; ///< Linked, and its burst has not ended: who is where on it is not known yet
  std::string description;
  std::uint64_t first_user = 0;  ///< Of its present life
  std::string batch;             ///< The reference of the netjoin batch, while its burst comes in
  std::set<session_id> in_batch; ///< Who was told that the batch begins
  std::deque<query_sent> asked;  ///< What it has not answered yet, the oldest first
};

/// What a node holds, and the ways in which everything on it acts: send to a session, announce an event. `node` is its
/// outer face; commands and `apply` work on it.
class server final {
public:
  using session_map = std::unordered_map<session_id, session>;

  explicit server(options settings);

  const options& settings() const noexcept { return settings_; }
  /// This node's and server's name.
  const std::string& name() const noexcept { return settings_.server_name; }
  irc::wall_time now() const noexcept { return now_; }
  void set_now(irc::wall_time now) noexcept { now_ = now; }

  network& net() noexcept { return network_; }
  const network& net() const noexcept { return network_; }
  outbox& out() noexcept { return outbox_; }
  timetable& times() noexcept { return timetable_; }
  const timetable& times() const noexcept { return timetable_; }
  neighbourhoods& neighbours() noexcept { return neighbours_; }
  std::map<std::string, peer>& peers() noexcept { return peers_; }
  const std::map<std::string, peer>& peers() const noexcept { return peers_; }

  // -- sessions -------------------------------------------------------------------------------------------------------
  session_map& sessions() noexcept { return sessions_; }
  const session_map& sessions() const noexcept { return sessions_; }
  session* find_session(session_id id) noexcept;
  /// The session of a user of this node, else null.
  session* session_of(const user& who) noexcept { return find_session(who.session); }
  irc::capability_set caps_of(const user& who) noexcept;
  /// Sends a complete line, with the time of now.
  void send(const session& to, std::string line);
  /// Ends a session when the present input is done with: `reason` is for QUIT and ERROR. The first reason counts.
  void end(session& which, std::string reason);
  /// The sessions that `end` was called for, since the last call.
  std::vector<session_id> take_ended();
  /// A user id that was never used.
  user_id new_user();
  std::uint64_t first_user() const noexcept { return first_user_; }
  bool closing = false;        ///< Shut down: refuses clients
  std::size_t local_users = 0; ///< Registered clients
  std::size_t most_users = 0;  ///< Ever, in the network
  std::size_t most_local = 0;  ///< Ever, on this node
  irc::wall_time next_sweep;   ///< When empty channels are forgotten

  // -- cluster --------------------------------------------------------------------------------------------------------
  stamp next_stamp() { return clock_.next(now_); }
  void observe(const stamp& seen) { clock_.observe(seen); }
  /// A fact of this node: tells all linked nodes, then applies it here.
  void announce(const event_body& fact);
  /// To one node; applies it if that is this one.
  void tell(const std::string& node, const event_body& what);
  bool is_linked(const std::string& node) const noexcept;
  /// A reference for a batch.
  std::string new_batch();
  /// Lets another node answer a command. If the link with it goes before it has, `refuse_query` answers.
  void ask(const std::string& node, const query_sent& query);
  /// Answers a command from another node; set by `node`.
  std::function<void(server&, const query_sent&)> answer_query;
  /// Tells the asker that the node is gone that should have answered; set by `node`.
  std::function<void(server&, const std::string& node, const query_sent&)> refuse_query;

private:
  options settings_;
  irc::wall_time now_;
  network network_;
  outbox outbox_;
  timetable timetable_;
  neighbourhoods neighbours_;
  hybrid_clock clock_;
  session_map sessions_;
  std::vector<session_id> ended_;
  std::map<std::string, peer> peers_;
  std::uint64_t first_user_ = 0;
  std::uint64_t next_user_ = 0;
  std::uint64_t next_batch_ = 0;
};

} // namespace chat::state
