#include "troupe/examples/chat/state/network.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace chat::state {
namespace {

// Long enough for all that is on its way between live nodes; short enough not to fill memory.
constexpr std::chrono::minutes channel_memory{5};
// What is unset must win over older writes, until no split is that old.
constexpr std::chrono::hours unset_memory{24 * 7};

} // namespace

user* network::find(const user_id& id) const noexcept {
  const auto found = users_.find(id);
  return found == users_.end() ? nullptr : found->second.get();
}

user* network::find_nick(std::string_view nick) const noexcept {
  const auto found = called_.find(irc::fold(nick));
  return found == called_.end() ? nullptr : found->second;
}

std::vector<user*> network::users_in_order() const {
  std::vector<user*> result;
  result.reserve(users_.size());
  for (const auto& [id, who] : users_)
    result.push_back(who.get());
  std::sort(result.begin(), result.end(), by_serial{});
  return result;
}

std::vector<rename> network::add(const user_introduced& facts) {
  auto& who = *users_.emplace(facts.user, std::make_unique<user>()).first->second;
  who.id = facts.user;
  who.serial = ++last_serial_;
  who.claimed = facts.nick;
  who.claimed_at = facts.nick_at;
  who.user_name = facts.user_name;
  who.host = facts.host;
  who.real_name = facts.real_name;
  who.away = facts.away;
  set_modes(who, facts.modes);
  who.signon = facts.signon;
  who.secure = facts.secure;
  std::vector<rename> renames;
  const auto folded = irc::fold(who.claimed);
  claims_[folded].push_back(&who);
  settle(folded, renames);
  return renames;
}

void network::set_modes(user& who, std::string_view letters) {
  invisible_ -= who.invisible ? 1U : 0U;
  operators_ -= who.is_operator ? 1U : 0U;
  who.invisible = letters.find('i') != std::string_view::npos;
  who.is_operator = letters.find('o') != std::string_view::npos;
  invisible_ += who.invisible ? 1U : 0U;
  operators_ += who.is_operator ? 1U : 0U;
}

std::vector<rename> network::claim(user& who, const nick_changed& change) {
  std::vector<rename> renames;
  const auto before = irc::fold(who.claimed);
  const auto after = irc::fold(change.nick);
  if (before == after) { // another spelling: as old as the first one
    who.claimed = change.nick;
    settle(after, renames);
    return renames;
  }
  unclaim(who);
  who.claimed = change.nick;
  who.claimed_at = change.at;
  claims_[after].push_back(&who);
  settle(after, renames);
  settle(before, renames);
  return renames;
}

std::vector<rename> network::remove(user& who, irc::capability_set caps, bool for_good) {
  while (!who.channels.empty())
    part(*who.channels.back(), who, caps, for_good);
  set_modes(who, {});
  const auto folded = irc::fold(who.claimed);
  unclaim(who);
  called_.erase(irc::fold(who.nick));
  users_.erase(user_id{who.id});
  std::vector<rename> renames;
  settle(folded, renames);
  return renames;
}

void network::unclaim(user& who) {
  const auto found = claims_.find(irc::fold(who.claimed));
  auto& claimants = found->second;
  claimants.erase(std::find(claimants.begin(), claimants.end(), &who));
  if (claimants.empty())
    claims_.erase(found);
}

void network::settle(const std::string& folded, std::vector<rename>& renames) {
  const auto found = claims_.find(folded);
  if (found == claims_.end())
    return;
  auto& claimants = found->second;
  std::sort(claimants.begin(), claimants.end(),
            [](const user* left, const user* right) { return left->claimed_at < right->claimed_at; });
  for (std::size_t i = 1; i < claimants.size(); ++i) // those who lose it first
    call(*claimants[i], unique_nick(claimants[i]->id), renames);
  call(*claimants.front(), claimants.front()->claimed, renames);
}

void network::call(user& who, const std::string& nick, std::vector<rename>& renames) {
  if (who.nick == nick)
    return;
  renames.push_back({&who, who.nick});
  if (!who.nick.empty())
    called_.erase(irc::fold(who.nick));
  who.nick = nick;
  called_[irc::fold(nick)] = &who;
}

void network::remember(const user& who, std::string_view nick, irc::wall_time now) {
  departed_.push_front({std::string{nick}, who.user_name, who.host, who.real_name, who.id.node, now});
  if (departed_.size() > most_departed_)
    departed_.pop_back();
}

channel* network::find_channel(std::string_view name) const noexcept {
  const auto found = channels_.find(name);
  return found == channels_.end() || found->second->empty() ? nullptr : found->second.get();
}

channel& network::channel_for(std::string_view name) {
  auto found = channels_.find(name);
  if (found == channels_.end())
    found = channels_.emplace(name, std::make_unique<channel>(std::string{name})).first;
  return *found->second;
}

void network::join(channel& where, user& who, const joined& what, irc::capability_set caps, irc::wall_time now) {
  formed_ += where.empty() ? 1U : 0U;
  where.at(what.created, what.channel, now);
  where.add(who, what.at, what.created, caps);
}

void network::part(channel& where, user& who, irc::capability_set caps, bool for_good) {
  if (!where.find(who))
    return;
  where.remove(who, caps, for_good);
  formed_ -= where.empty() ? 1U : 0U;
}

bool network::write(channel& where, const stamp& created, std::string_view name, const register_entry& entry,
                    irc::wall_time now) {
  const bool changed = where.at(created, name, now).facts.write(entry);
  if (changed && (entry.letter == 'o' || entry.letter == 'v'))
    if (auto* const who = find(parse_status_item(entry.item).user))
      where.refresh(*who);
  return changed;
}

void network::forget_channels(irc::wall_time now) {
  const auto unset_before =
    std::chrono::duration_cast<std::chrono::milliseconds>((now - unset_memory).time_since_epoch()).count();
  for (auto each = channels_.begin(); each != channels_.end();) {
    each->second->touch(now);
    each->second->forget_unset(unset_before);
    each = each->second->forget(now - channel_memory) ? channels_.erase(each) : std::next(each);
  }
}

void network::forget_statuses(const std::string& node, std::uint64_t first_user) {
  for (const auto& [name, where] : channels_)
    where->forget_statuses(node, [first_user](const membership_name& what) { return what.user.number < first_user; });
}

void network::forget_statuses(const std::string& node, const stamp& until) {
  for (const auto& [name, where] : channels_)
    where->forget_statuses(node, [this, &where = *where, &until](const membership_name& what) {
      const auto* const who = find(what.user);
      const auto* const there = who ? where.find(*who) : nullptr;
      return !(until < what.joined) && !(there && there->joined == what.joined);
    });
}

} // namespace chat::state
