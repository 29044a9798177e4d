#include "troupe/examples/chat/irc/time.hpp"

#include <fmt/chrono.h>

namespace chat::irc {

std::string server_time(wall_time when) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(when);
  const auto rest = std::chrono::floor<std::chrono::milliseconds>(when - whole);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(unix_seconds(when))),
                     rest.count());
}

std::int64_t unix_seconds(wall_time when) noexcept {
  return std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
}

std::string time_text(wall_time when) {
  return fmt::format("{:%A %B %d %Y -- %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(unix_seconds(when))));
}

} // namespace chat::irc
