#include "troupe/examples/chat/state/events.hpp"

#include <utility>

#include "troupe/examples/chat/state/events_inspect.hpp"

namespace chat::state {

namespace {

template <std::size_t... Kinds>
bool make_one_of(event_body& body, std::size_t kind, std::index_sequence<Kinds...> /*kinds*/) {
  return ((Kinds == kind && (body.emplace<Kinds>(), true)) || ...);
}

} // namespace

void make_event(event_body& body, std::uint8_t kind) {
  if (!make_one_of(body, kind, std::make_index_sequence<std::variant_size_v<event_body>>{}))
    body = not_understood{};
}

} // namespace chat::state
