#pragma once

#include <cstdint>

#include <caf/actor.hpp>

#include "troupe/actors/spawn_options.hpp"
#include "troupe/actors/tls_rules.hpp"
#include "troupe/examples/chat/irc/limits.hpp"
#include "troupe/examples/chat/options.hpp"

namespace chat::node {

/// The longest line that is read, without its CR LF. A longer one comes in pieces of this many bytes.
constexpr std::size_t longest_line = irc::max_received - 2;

/// How a node's server on `port` is set up. `rules`: for TLS from the first byte; none: without.
troupe::actors::spawn_options listener_options(const options& chosen, std::uint16_t port,
                                               const troupe::tls::context_ptr& rules);

} // namespace chat::node
