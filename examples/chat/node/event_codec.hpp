#pragma once

#include <optional>
#include <string>

#include <caf/fwd.hpp>

#include "troupe/examples/chat/state/events.hpp"

namespace chat::node {

/// The bytes that the mesh carries for a batch of events: CAF's binary format.
std::string encode(caf::actor_system& system, const state::event_batch& batch);

/// The reverse; none if the bytes are no batch, or not all of them are, or if it holds events of an unknown kind.
std::optional<state::event_batch> decode(caf::actor_system& system, const std::string& bytes);

} // namespace chat::node
