#pragma once

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

#include "troupe/examples/chat/cluster/messages.hpp"
#include "troupe/examples/chat/cluster/settings.hpp"

namespace chat::cluster {

/// Starts the actor that keeps this node linked with every other node of its network; it knows nothing of what they
/// tell each other. `owner` gets listening or failed, then peer_up, payload, peer_down and note, and sends send_to,
/// send_all, taken for each payload, drop_link, join_node and leave_mesh (messages.hpp). The system's configuration has
/// gone through configure().
///
/// Every two nodes have one link. A node learns the addresses of all others from the first it reaches, connects to each
/// of them, and keeps trying those it has lost. The mesh ends with `leave_mesh`, with its owner, or after `failed`.
caf::actor spawn_mesh(caf::actor_system& system, settings wanted, const caf::actor& owner);

} // namespace chat::cluster
