#pragma once

#include <cstdint>
#include <string>

#include "troupe/examples/chat/cluster/endpoint.hpp"

/// What a mesh and its owner tell each other. All of it stays within one process.
namespace chat::cluster {

// -- from the mesh to its owner ---------------------------------------------------------------------------------------

/// The link port is open; `where.port` is the port that was chosen.
struct listening {
  endpoint where;
};

/// A node has joined the mesh and is linked with this one. Before its first payload.
struct peer_up {
  std::string name;
  /// Microseconds of its clock: greater after each start, and after a sleep in which others may have taken its name.
  std::uint64_t incarnation = 0;
};

/// The link with a node is gone; no payload of that link comes after this. If the node lives, it comes up again,
/// perhaps with the same incarnation; what was sent meanwhile is lost, so the two must tell each other anew what they
/// hold.
struct peer_down {
  std::string name;
  std::uint64_t incarnation = 0;
  std::string reason; ///< for people
};

/// What the owner of another node's mesh has sent: in order, and each exactly once while the link lives.
struct payload {
  std::string from;
  std::uint64_t incarnation = 0;
  std::string bytes;
  std::uint64_t link = 0;   ///< for `taken`
  std::uint64_t number = 0; ///< on that link
};

/// Something to log.
struct note {
  bool warning = false;
  std::string text;
};

/// This node cannot be part of the mesh: its name is taken, or the link port cannot be opened. The mesh ends after
/// this.
struct failed {
  std::string reason;
};

// -- from the owner to the mesh ---------------------------------------------------------------------------------------

/// To one node; without effect if it is not up. Every byte is kept until the node has acknowledged it.
struct send_to {
  std::string to;
  std::string bytes;
};

/// The owner is done with a payload and all before it on that link. Only then it is acknowledged, so the sender's limit
/// holds for what waits here too; and a link that is lost is made anew only when all that came on it was taken.
struct taken {
  std::uint64_t link = 0;
  std::uint64_t number = 0;
};

/// Give up a link: what its node sends cannot be understood. `peer_down` follows, and the link is made anew.
struct drop_link {
  std::uint64_t link = 0; ///< of a payload; without effect if it is gone
  std::string reason;     ///< for people, on both sides
};

/// To every node that is up.
struct send_all {
  std::string bytes;
};

/// Connect to this node too, and try again for ever.
struct join_node {
  endpoint where;
};

/// Tell the others and end: what was sent before still gets through to those who take it within a second.
struct leave_mesh {};

// -- inspection, which CAF asks of every message ----------------------------------------------------------------------
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, listening& x) {
  return f(x.where);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, peer_up& x) {
  return f(x.name, x.incarnation);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, peer_down& x) {
  return f(x.name, x.incarnation, x.reason);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, payload& x) {
  return f(x.from, x.incarnation, x.bytes, x.link, x.number);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, note& x) {
  return f(x.warning, x.text);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, failed& x) {
  return f(x.reason);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, send_to& x) {
  return f(x.to, x.bytes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, taken& x) {
  return f(x.link, x.number);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, drop_link& x) {
  return f(x.link, x.reason);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, send_all& x) {
  return f(x.bytes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, join_node& x) {
  return f(x.where);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, leave_mesh&) {
  return f();
}

} // namespace chat::cluster
