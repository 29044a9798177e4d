#include "troupe/examples/chat/state/apply.hpp"

#include <variant>

namespace chat::state {

void apply(server& on, const std::string& origin, const event_body& what) {
  std::visit([&on, &origin](const auto& body) { apply(on, origin, body); }, what);
}

} // namespace chat::state
