#include "troupe/examples/chat/cluster/roster.hpp"

#include <algorithm>

namespace chat::cluster {

namespace {

/// More addresses than any mesh has nodes: what is told beyond that is not kept.
constexpr std::size_t most_entries = 4096;

} // namespace

roster::roster(const settings& wanted, std::uint64_t seed)
  : least_(wanted.retry_least), most_(wanted.retry_most), forget_after_(wanted.forget_after),
    random_(static_cast<std::minstd_rand::result_type>(seed)) {}

void roster::configure(const endpoint& where, clock::time_point now) {
  auto& entry = entries_[where];
  entry.configured = true;
  if (entry.now != state::idle)
    return;
  entry.next = now;
  entry.reached = now;
}

bool roster::learn(const endpoint& where, bool yields, clock::time_point now) {
  if (entries_.size() >= most_entries)
    return false;
  const auto [place, is_new] = entries_.try_emplace(where);
  if (!is_new)
    return false;
  auto& entry = place->second;
  entry.reached = now;
  std::uniform_int_distribution<clock::rep> any{0, clock::duration{least_}.count()};
  entry.next = now + clock::duration{any(random_)} + (yields ? clock::duration{least_} : clock::duration::zero());
  return true;
}

std::vector<endpoint> roster::due(clock::time_point now) {
  std::vector<endpoint> result;
  for (auto place = entries_.begin(); place != entries_.end();) {
    auto& [where, entry] = *place;
    if (entry.now == state::idle && !entry.configured && now - entry.reached > forget_after_) {
      place = entries_.erase(place);
      continue;
    }
    if (entry.now == state::idle && entry.next <= now) {
      entry.now = state::trying;
      result.push_back(where);
    }
    ++place;
  }
  return result;
}

void roster::failed(const endpoint& where, clock::time_point now) {
  const auto place = entries_.find(where);
  if (place == entries_.end() || place->second.now != state::trying)
    return;
  auto& entry = place->second;
  entry.now = state::idle;
  const auto doubled = std::min<unsigned>(entry.failures++, 20);
  entry.next = now + jittered(std::min<clock::duration>(clock::duration{least_} * (1U << doubled), most_));
}

void roster::linked(const endpoint& where, const std::string& name) {
  entries_[where].name = name;
  for (auto place = entries_.begin(); place != entries_.end();) {
    auto& [each, entry] = *place;
    const bool is_former = entry.name == name && !entry.configured && each != where;
    if (entry.name == name && entry.now != state::self) {
      entry.now = state::linked;
      entry.failures = 0;
    }
    place = is_former ? entries_.erase(place) : std::next(place);
  }
}

void roster::unlinked(const std::string& name, bool yields, clock::time_point now) {
  for (auto& [where, entry] : entries_) {
    if (entry.name != name || entry.now != state::linked)
      continue;
    entry.now = state::idle;
    entry.reached = now;
    entry.next = now + jittered(clock::duration{least_} * (yields ? 3 : 1));
  }
}

void roster::is_self(const endpoint& where) {
  entries_[where].now = state::self;
}

void roster::left(const std::string& name, clock::time_point now) {
  for (auto place = entries_.begin(); place != entries_.end();) {
    const bool goes = place->second.name == name && !place->second.configured;
    place = goes ? entries_.erase(place) : std::next(place);
  }
  unlinked(name, true, now);
}

roster::clock::duration roster::jittered(clock::duration pause) {
  std::uniform_int_distribution<clock::rep> any{pause.count() * 3 / 4, pause.count() * 5 / 4};
  return clock::duration{any(random_)};
}

} // namespace chat::cluster
