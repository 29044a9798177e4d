#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/behavior.hpp>
#include <caf/event_based_actor.hpp>

#include "troupe/examples/chat/cluster/dialer.hpp"
#include "troupe/examples/chat/cluster/handshake.hpp"
#include "troupe/examples/chat/cluster/messages.hpp"
#include "troupe/examples/chat/cluster/roster.hpp"
#include "troupe/examples/chat/cluster/settings.hpp"
#include "troupe/examples/chat/cluster/traffic.hpp"
#include "troupe/examples/chat/cluster/wire.hpp"

namespace chat::cluster {

/// The actor that spawn_mesh() starts. mesh_actor.cpp: its life, dialing, the clock; mesh_handshake.cpp: from the first
/// message of another mesh to the link; mesh_links.cpp: what passes on links, and their ends.
///
/// Measured with CAF 0.17.6: when a process is killed, its neighbours get a down message for its actors at once, after
/// all it had sent; when its connection is merely cut, or it is frozen, they get none until CAF's heartbeats (off by
/// default) have missed it for middleman.connection-timeout. A handle that a third node has passed on works, but all
/// its messages then travel through that node, and end with it: so meshes tell each other addresses, never handles.
class mesh_actor final : public caf::event_based_actor {
public:
  using clock = std::chrono::steady_clock;

  mesh_actor(caf::actor_config& config, settings wanted, caf::actor owner);

  const char* name() const override { return "chat.mesh"; }

protected:
  caf::behavior make_behavior() override;

private:
  /// A node that is up, and the link with it.
  struct linked_peer {
    wire::node node;
    caf::actor handle;
    std::uint64_t ours = 0;
    std::uint64_t theirs = 0;
    traffic books;
    clock::time_point heard;
  };

  /// Another node uses the name of a peer; which of them stays depends on whether the peer still answers.
  struct contest {
    std::string name;
    caf::actor_addr newcomer; // the key of its handshake
    clock::time_point deadline;
  };

  /// A link that is lost, of which the owner has payloads that it is not done with.
  struct draining_link {
    std::string name;
    std::uint64_t last = 0; ///< of them
  };

  // -- life and clock -------------------------------------------------------------------------------------------------
  void publish();
  void published(std::uint16_t port);
  void tick();
  void expire_handshakes(clock::time_point now);
  void expire_contests(clock::time_point now);
  void dial_due(clock::time_point now);
  void begin_leaving();
  void finish();
  /// Tells the owner that this node cannot be part of the mesh, and leaves it.
  void give_up(const std::string& why);
  void warn(const std::string& text);
  void inform(const std::string& text);
  void not_reached(const endpoint& where, const std::string& why);

  // -- handshakes -----------------------------------------------------------------------------------------------------
  void reached(const dialed& result);
  void take(const wire::hello& said);
  void take(const wire::welcome& said);
  void take(const wire::confirm& said);
  void take(const wire::refusal& said);
  void answer(const handshake& with);
  void conclude(const handshake& with, const std::string& refused_by_other);
  /// Whether a peer of that name must be asked first if it is alive; then the handshake waits for it.
  bool contested(const handshake& with);
  void settle(const contest& settled);
  void refuse(const caf::actor& other, std::uint64_t to, const std::string& why);
  /// Whether the owner is not yet done with what came on the last link with a node of that name.
  bool is_draining(const std::string& name) const;
  void link(const handshake& with);
  void learn_address_of(const wire::node& node);
  std::string taken_by(const wire::node& holder) const;
  bool yields_to(const std::string& name) const { return self_.name > name; }

  // -- links ----------------------------------------------------------------------------------------------------------
  void take(const send_to& wanted);
  void take(const send_all& wanted);
  void take(const taken& told);
  void take(const drop_link& wanted);
  void take(wire::frame& said);
  void take(const wire::pulse& said);
  void take(const wire::addresses& said);
  void take(const wire::drop& said);
  void send_payload(linked_peer& to, const std::string& bytes);
  void send_pulse(linked_peer& to, bool answer);
  void spread(const std::vector<wire::node>& nodes, const std::string& except);
  /// The peer whose link has that number and whose mesh sent the current message; marks it as heard. If there is none,
  /// and `theirs` is given, the sender is told that its link is gone.
  linked_peer* sender_of(std::uint64_t ours, std::uint64_t theirs = 0);
  /// Ends a link. `why`: what the other side is told; none: nothing.
  void lose(const std::string& name, const std::string& reason, std::optional<wire::farewell> why);
  void down(const caf::down_msg& message);
  void watch(const caf::actor& other);
  /// Lets go of those that no handshake came to an end with. CAF keeps a proxy of each actor that was named to it until
  /// its connection ends; this is only what the mesh itself would keep.
  void unwatch_strangers();

  settings settings_;
  caf::actor owner_;
  wire::node self_;
  roster roster_;
  std::map<std::string, linked_peer> peers_;        // by name
  std::map<std::uint64_t, std::string> links_;      // names, by our numbers
  std::map<caf::actor_addr, handshake> pending_;    // by the other mesh
  std::map<std::uint64_t, draining_link> draining_; // by our numbers
  std::vector<contest> contests_;
  std::set<caf::actor_addr> watched_;
  std::map<endpoint, std::string> complaints_; // what was last said about an address that could not be reached
  bool is_published_ = false;
  clock::time_point next_pulse_;
  clock::time_point last_tick_;
  std::optional<clock::time_point> leaves_by_;
};

} // namespace chat::cluster
