#pragma once

#include <string>

#include "troupe/actors/connection_info.hpp"
#include "troupe/actors/problem.hpp"
#include "troupe/examples/chat/state/node.hpp"

/// What the protocol says about connections.
namespace chat::node {

/// The network of one subscriber that an address belongs to: the address, or the /64 of one of IPv6.
std::string network_of(const std::string& address);
/// How a client is connected, for the node. Others see his address: names are not looked up.
state::client_address address_of(const troupe::actors::connection_info& told);

/// What other users read when a connection has ended: "Connection reset by peer", "SendQ exceeded".
std::string quit_text(const troupe::actors::problem& reason);

} // namespace chat::node
