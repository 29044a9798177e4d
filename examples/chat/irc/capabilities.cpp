#include "troupe/examples/chat/irc/capabilities.hpp"

#include <algorithm>
#include <iterator>

namespace chat::irc {
namespace {

/// In the order of the enumerators.
constexpr std::string_view capability_names[] = {"away-notify",   "batch",         "cap-notify",       "echo-message",
                                                 "extended-join", "invite-notify", "message-tags",     "multi-prefix",
                                                 "server-time",   "setname",       "userhost-in-names"};
static_assert(std::size(capability_names) == capability_count);

} // namespace

std::string_view name_of(capability which) noexcept {
  return capability_names[static_cast<std::size_t>(which)];
}

std::optional<capability> find_capability(std::string_view name) noexcept {
  const auto* found = std::find(std::begin(capability_names), std::end(capability_names), name);
  if (found == std::end(capability_names))
    return std::nullopt;
  return static_cast<capability>(found - std::begin(capability_names));
}

std::vector<std::string> capability_set::names() const {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < capability_count; ++i)
    if (has(static_cast<capability>(i)))
      found.emplace_back(capability_names[i]);
  return found;
}

} // namespace chat::irc
