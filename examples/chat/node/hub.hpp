#pragma once

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

#include "troupe/actors/tls_rules.hpp"
#include "troupe/examples/chat/log.hpp"
#include "troupe/examples/chat/options.hpp"

namespace chat::node {

/// Starts the actor that is a node of the chat: it owns the state, takes all lines of all clients and all events of
/// other nodes, one after the other, and has done what comes of each before it looks at the next. It takes `start` and
/// `stop` (messages.hpp), and ends after `stop` with exit_reason::normal, or with an error when the node cannot go on.
///
/// One actor for all connections, not one each: every line changes what all of them share, so a second actor on its way
/// would only pass it on; and as the shared handler of its servers the hub holds up each connection that has too much
/// unprocessed here, so what waits is bounded.
///
/// `rules`: for the TLS port, if that is on.
caf::actor spawn_hub(caf::actor_system& system, const options& chosen, troupe::tls::context_ptr rules, const log& to);

} // namespace chat::node
