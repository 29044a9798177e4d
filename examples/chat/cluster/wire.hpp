#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "troupe/examples/chat/cluster/endpoint.hpp"

/// What the meshes of two nodes tell each other, through CAF's middleman.
///
/// The one that has connected says hello, the other welcome, the first confirm; from then on there is a link. Each side
/// numbers it: the messages of a link carry the number that their receiver has given it, so that whatever is late from
/// a link that is gone, or from a node that has died, is known and ignored.
namespace chat::cluster::wire {

/// Grows when nodes of different versions could no longer understand each other.
constexpr std::uint32_t protocol = 1;

/// A node, as it presents itself.
struct node {
  std::string name;
  std::uint64_t incarnation = 0;
  endpoint where; ///< where it takes links; with an unspecified host: where it is seen
};

struct hello {
  std::uint32_t version = protocol;
  std::string network;
  node from;
  std::uint64_t link = 0; ///< the sender's number for the link
  std::uint64_t challenge = 0;
};

struct welcome {
  std::uint64_t to = 0; ///< the receiver's number for the link
  node from;
  std::uint64_t link = 0; ///< the sender's
  std::uint64_t challenge = 0;
  std::string refused; ///< why the receiver must not be part of the mesh; empty: it may
  std::string proof;   ///< of the secret
};

struct confirm {
  std::uint64_t to = 0;
  std::string refused;
  std::string proof;
};

/// The handshake has failed for a reason that another try may not meet.
struct refusal {
  std::uint64_t to = 0;
  std::string reason;
};

/// A payload of the sender's owner.
struct frame {
  std::uint64_t to = 0;
  std::uint64_t from = 0; ///< the sender's number for the link
  std::uint64_t number = 0;
  std::string bytes;
};

/// A heartbeat, and an acknowledgement of all frames up to a number.
struct pulse {
  std::uint64_t to = 0;
  std::uint64_t from = 0;
  std::uint64_t received = 0;
  bool answer = false; ///< at once, please
};

/// Where other nodes are.
struct addresses {
  std::uint64_t to = 0;
  std::uint64_t from = 0;
  std::vector<node> known; ///< incarnations are not told
};

enum class farewell : std::uint8_t {
  dropped, ///< the link alone is gone
  refused, ///< and the receiver must not be part of the mesh
  leaving, ///< the sender ends; it waits for the same from the receiver
};

/// The sender's side of the link is gone.
struct drop {
  std::uint64_t to = 0;
  farewell why = farewell::dropped;
  std::string reason;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node& x) {
  return f(x.name, x.incarnation, x.where);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, hello& x) {
  return f(x.version, x.network, x.from, x.link, x.challenge);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, welcome& x) {
  return f(x.to, x.from, x.link, x.challenge, x.refused, x.proof);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, confirm& x) {
  return f(x.to, x.refused, x.proof);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, refusal& x) {
  return f(x.to, x.reason);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, frame& x) {
  return f(x.to, x.from, x.number, x.bytes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, pulse& x) {
  return f(x.to, x.from, x.received, x.answer);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, addresses& x) {
  return f(x.to, x.from, x.known);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, drop& x) {
  return f(x.to, x.why, x.reason);
}

} // namespace chat::cluster::wire
