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

/// Connects to the mesh that is published at `where`, and calls `done` from a turn of `self`, once, within two times
/// `limit` and what the resolver needs for a name.
///
/// Measured with CAF 0.17.6, and why this is more than a request to the middleman:
/// - its middleman connects with a blocking connect(2), without a limit, one after the other: a host that drops packets
///   held up all other connects of the system for the kernel's two minutes, and the end of the system too. So an actor
///   with a thread of its own finds out first, with a limit, whether anybody answers; and each attempt has a middleman
///   actor of its own, which also remembers nothing of a node that has been restarted at the same address.
/// - the handshake of a connection that nobody answers (a frozen process: its kernel accepts) has no limit either, but
///   CAF's heartbeats, which configure() switches on, end it at their next tick (199 ms with an interval of 200).
/// - connecting to a node that is connected gives the same actor and closes the second connection; two nodes that
/// connect
///   to each other at the same moment kept one usable connection in 200 of 200 tries.
void dial(caf::event_based_actor* self, const endpoint& where, bool tls, std::chrono::milliseconds limit,
          std::function<void(dialed)> done);

} // namespace chat::cluster
