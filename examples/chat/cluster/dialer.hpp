#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

#include "troupe/examples/chat/cluster/endpoint.hpp"

namespace chat::cluster {

/// How an attempt to connect ended: with `reached`, an actor on another node (or on this one), or with what went wrong.
struct dialed {
  endpoint where;
  caf::actor reached;
  std::string error; ///< for people; empty if `reached` is set
};

/// Connects to the mesh that is published at `where`, and calls `done` from a turn of `self`, once, within four
/// times `limit`. `limit` is for the connection to each address of the host; the rest, for the resolver and the
/// handshake.
void dial(caf::event_based_actor* self, const endpoint& where, bool tls, std::chrono::milliseconds limit,
          const std::function<void(dialed)>& done);

} // namespace chat::cluster
