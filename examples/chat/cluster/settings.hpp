#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <caf/fwd.hpp>

#include "troupe/examples/chat/cluster/endpoint.hpp"

namespace chat::cluster {

/// How a node takes part in the mesh.
///
/// What guards the links: whoever reaches the link port of a plain node can talk to CAF's middleman behind it, which
/// reads messages for any actor of the process and trusts them. The secret keeps strangers and foreign networks out of
/// the mesh, but it neither encrypts nor signs what is sent: plain links belong on the loopback interface or on a
/// network that only the nodes reach. With `tls` both sides of every link prove by certificate that the authority in
/// the cafile knows them, and the whole link is encrypted. CAF compares no host names: whatever that authority has
/// signed is a node, so let it sign nothing else.
struct settings {
  std::string network = "Troupe"; ///< only nodes of the same network link
  std::string name;               ///< unique among the nodes: the server's name
  std::string host = "127.0.0.1"; ///< what to listen on for links; empty: all addresses of this machine
  std::uint16_t port = 0;         ///< 0: the system chooses one
  std::vector<endpoint> joins;    ///< nodes to connect to, and to try again for ever
  std::string secret;             ///< the same on every node; empty: none is asked for
  bool tls = false;               ///< by caf::openssl, with CAF's options openssl.certificate, .key and .cafile

  std::chrono::milliseconds heartbeat_interval{5'000};
  /// A peer that is silent for so long is down: frozen, or cut off.
  std::chrono::milliseconds heartbeat_limit{20'000};
  /// For a connection, and again for the handshake on it.
  std::chrono::milliseconds connect_limit{5'000};
  /// The pause before a node is tried again doubles from the first to the second, give or take a quarter.
  std::chrono::milliseconds retry_least{500};
  std::chrono::milliseconds retry_most{30'000};
  /// A node that was never reached for so long is tried no more, unless it is one of `joins`.
  std::chrono::milliseconds forget_after{std::chrono::hours{24}};
  /// Bytes sent to one peer and not yet acknowledged by it. One byte more, and the link is dropped.
  std::size_t in_flight_limit = 64U << 20U;
};

/// What the actor system of a node needs, before it is made: the middleman (and openssl) modules, the types of all
/// messages, and CAF's own heartbeats, which close the connections that the mesh has given up. Options of CAF that the
/// user has set stay.
void configure(caf::actor_system_config& config, const settings& wanted);

/// What is wrong with the certificate, key or cafile that `config` names for links; empty: nothing. To be asked before
/// a mesh with `tls` is made, since CAF would end the process at the first connection.
std::string check_tls(const caf::actor_system_config& config);

} // namespace chat::cluster
