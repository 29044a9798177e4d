#pragma once

#include <chrono>

#include <caf/actor.hpp>
#include <caf/fwd.hpp>
#include <caf/io/middleman_actor.hpp>

namespace chat::cluster {

/// A middleman actor of the system's BASP broker that opens and connects links, plain or with TLS, with a thread of its
/// own. `limit`: for connecting, to each address of a host. It ends with its `owner`: the broker keeps one alive that
/// waits for a handshake, and an actor system does not end before its threads have.
///
/// Measured with CAF 0.17.6, and why CAF's own is not used:
/// - it connects with a blocking connect(2), without a limit, one after the other: a host that drops packets held up
///   all other connects of the system, and its end, for the kernel's two minutes. Here there is a limit, and each
///   attempt can have an actor of its own, which also remembers nothing of a node that was started again at the same
///   address.
/// - the handshake of a connection that nobody answers (a frozen process: its kernel accepts) has no limit either.
///   CAF's heartbeats, which configure() switches on, end it at their next tick.
/// - connecting to a node that is connected gives the same actor and closes the second connection; two nodes that
///   connect to each other at the same moment kept one usable connection in 200 of 200 tries.
/// - with TLS, see tls_link.hpp.
caf::io::middleman_actor spawn_link_middleman(caf::actor_system& system, const caf::actor& owner, bool tls,
                                              std::chrono::milliseconds limit);

} // namespace chat::cluster
