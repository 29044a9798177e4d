#include "troupe/examples/chat/node/event_codec.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>

#include "troupe/examples/chat/state/events_inspect.hpp"

namespace chat::node {

std::string encode(caf::actor_system& system, const state::event_batch& batch) {
  std::vector<char> bytes;
  caf::binary_serializer sink{system, bytes};
  // It writes to memory only, so it cannot fail.
  static_cast<void>(sink(batch));
  return {bytes.begin(), bytes.end()};
}

std::optional<state::event_batch> decode(caf::actor_system& system, const std::string& bytes) {
  caf::binary_deserializer source{system, bytes.data(), bytes.size()};
  state::event_batch batch;
  if (source(batch) || source.remaining() != 0)
    return std::nullopt;
  const auto is_unknown = [](const state::event& each) {
    return std::holds_alternative<state::not_understood>(each.body);
  };
  if (std::any_of(batch.events.begin(), batch.events.end(), is_unknown))
    return std::nullopt;
  return batch;
}

} // namespace chat::node
