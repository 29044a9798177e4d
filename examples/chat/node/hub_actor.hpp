#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <caf/actor.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/result.hpp>

#include "troupe/actors/server_protocol.hpp"
#include "troupe/examples/chat/cluster/messages.hpp"
#include "troupe/examples/chat/log.hpp"
#include "troupe/examples/chat/node/clock.hpp"
#include "troupe/examples/chat/node/listeners.hpp"
#include "troupe/examples/chat/node/messages.hpp"
#include "troupe/examples/chat/node/session_table.hpp"
#include "troupe/examples/chat/options.hpp"
#include "troupe/examples/chat/state/node.hpp"

namespace chat::node {

/// The actor that spawn_hub() starts. hub_actor.cpp: what comes in, and what comes of it; hub_life.cpp: beginning and
/// end.
class hub_actor final : public caf::event_based_actor {
public:
  hub_actor(caf::actor_config& config, const options& chosen, troupe::tls::context_ptr rules, const log& to);

  const char* name() const override { return "chat.hub"; }
  void on_exit() override;

protected:
  caf::behavior make_behavior() override;

private:
  // -- clients --------------------------------------------------------------------------------------------------------
  void take(const troupe::actors::connected& told);
  void take(const troupe::actors::data_in& told);
  void take(const troupe::actors::disconnected& told);
  void take(const troupe::actors::server_problem& told);
  void take_piece(client& from, const troupe::net::slice& bytes, bool is_last);
  client* sender();

  // -- nodes ----------------------------------------------------------------------------------------------------------
  void take(const cluster::listening& told);
  void take(const cluster::peer_up& told);
  void take(const cluster::peer_down& told);
  void take(const cluster::payload& told);
  void refuse(const cluster::payload& told);
  void take(const cluster::note& told);
  void take(const cluster::failed& told);

  // -- effects --------------------------------------------------------------------------------------------------------
  void tick_of(const tick& told);
  /// Does what has come of the last input.
  void flush();
  void deliver(const state::delivery& what);
  void close(const std::vector<state::session_id>& which);
  void write(const state::log_line& line) const;
  void plan_tick();

  // -- life -----------------------------------------------------------------------------------------------------------
  caf::result<started> start_all();
  void listen(listener at, std::uint16_t port, std::string& told);
  /// One of those that open a port has done so.
  void opened();
  void stop_all(const std::string& reason);
  void stop_now();
  /// The node cannot go on.
  void fail(const std::string& why);
  void down(const caf::down_msg& message);
  void look_whether_over();

  options options_;
  troupe::tls::context_ptr rules_;
  log log_;
  wall_clock clock_;
  state::node node_;
  client_map clients_;
  std::array<caf::actor, listeners> servers_;
  caf::actor mesh_;
  std::map<std::string, std::uint64_t> refused_links_; ///< the last one of each node that was given up
  irc::wall_time planned_ = irc::wall_time::max();

  started started_;
  caf::response_promise starting_; // pending while ports are opened
  std::size_t opening_ = 0;
  bool stopping_ = false;
  bool told_servers_ = false;
  std::string failure_;
};

} // namespace chat::node
