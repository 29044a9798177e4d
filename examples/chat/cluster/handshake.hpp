#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <caf/actor.hpp>

#include "troupe/examples/chat/cluster/settings.hpp"
#include "troupe/examples/chat/cluster/wire.hpp"

namespace chat::cluster {

/// A handshake that is under way with one other mesh, seen from either side.
struct handshake {
  bool is_dialed = false; ///< this node has connected and said hello
  endpoint dialed;        ///< where to, then
  caf::actor other;
  wire::node node; ///< who the other says to be; known after its hello or welcome
  std::uint64_t ours = 0;
  std::uint64_t theirs = 0; ///< 0: not yet told
  std::uint64_t our_challenge = 0;
  std::uint64_t their_challenge = 0;
  std::chrono::steady_clock::time_point deadline;
};

/// The proof that goes with a welcome or a confirm: that its sender knows the secret, and has said just this. `from`:
/// "welcome" or "confirm". `by_us`: it is this node's to give, or the other's to be compared with.
std::string proof_of(const settings& wanted, const wire::node& self, const handshake& with, const std::string& from,
                     const std::string& refused);

/// Why two nodes cannot link, before any of it is proved; empty: they can.
std::string mismatch(const settings& wanted, const wire::hello& said);

} // namespace chat::cluster
