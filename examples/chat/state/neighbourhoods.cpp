#include "troupe/examples/chat/state/neighbourhoods.hpp"

#include <chrono>
#include <iterator>

namespace chat::state {

namespace {

// Three wrong passwords at once, then one in five seconds: who mistypes hardly notices, who guesses has no chance.
constexpr irc::flood_rule guessing{std::chrono::seconds{5}, 3};

} // namespace

bool neighbourhoods::record::is_of_use(irc::wall_time now) const noexcept {
  return clients > 0 || guesses.penalized(irc::flood_time(now));
}

std::size_t neighbourhoods::enter(const std::string& network) {
  return ++known_[network].clients;
}

void neighbourhoods::leave(const std::string& network, irc::wall_time now) {
  const auto place = known_.find(network);
  if (place == known_.end() || place->second.clients == 0)
    return;
  --place->second.clients;
  if (!place->second.is_of_use(now))
    known_.erase(place);
}

bool neighbourhoods::may_guess(const std::string& network, irc::wall_time now) const {
  const auto place = known_.find(network);
  return place == known_.end() || place->second.guesses.next(guessing, irc::flood_time(now)) <= irc::flood_time(now);
}

void neighbourhoods::guessed_wrong(const std::string& network, irc::wall_time now) {
  known_[network].guesses.take(guessing, irc::flood_time(now));
}

void neighbourhoods::forget(irc::wall_time now) {
  for (auto place = known_.begin(); place != known_.end();)
    place = place->second.is_of_use(now) ? std::next(place) : known_.erase(place);
}

} // namespace chat::state
