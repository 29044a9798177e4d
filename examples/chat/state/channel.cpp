#include "troupe/examples/chat/state/channel.hpp"

#include <algorithm>
#include <utility>

namespace chat::state {
namespace {

const registers no_facts;
const stamp no_stamp;

} // namespace

channel::channel(std::string name) : name_(std::move(name)) {}

const std::string& channel::name() const noexcept {
  return current_ ? current_->name : name_;
}

const registers& channel::facts() const noexcept {
  return current_ ? current_->facts : no_facts;
}

const member* channel::find(const user& who) const noexcept {
  const auto found = members_.find(&who);
  return found == members_.end() ? nullptr : &found->second;
}

std::vector<std::string> channel::nodes(std::string_view except) const {
  std::vector<std::string> result;
  for (const auto& [node, there] : nodes_)
    if (node != except)
      result.push_back(node);
  return result;
}

const stamp& channel::claim_of(std::string_view node) const noexcept {
  const auto found = nodes_.find(node);
  return found == nodes_.end() ? no_stamp : found->second.claim;
}

channel::creation& channel::at(const stamp& when, std::string_view name, irc::wall_time now) {
  const auto [found, is_new] = creations_.try_emplace(when);
  auto& made = found->second;
  if (is_new) {
    made.name = name;
    made.last_claimed = now;
    for (const char letter : {'n', 't'})
      made.facts.write({letter, {}, "1", when});
  }
  return made;
}

void channel::add(user& who, const stamp& joined, const stamp& claim, irc::capability_set caps) {
  members_.emplace(&who, member{joined});
  who.channels.push_back(this);
  if (who.session != 0)
    group(who.session, caps);
  auto& there = nodes_[who.id.node];
  ++there.members;
  there.claim = claim;
  if (claim == joined)
    creations_.find(claim)->second.facts.write({'o', status_item(who.id, joined), "1", joined});
  choose();
  refresh(who);
}

void channel::remove(user& who, irc::capability_set caps, bool for_good) {
  const auto found = members_.find(&who);
  if (for_good)
    for (auto& [when, each] : creations_)
      for (const char letter : {'o', 'v'})
        each.facts.forget({letter, status_item(who.id, found->second.joined)});
  members_.erase(found);
  who.channels.erase(std::find(who.channels.begin(), who.channels.end(), this));
  if (who.session != 0)
    ungroup(who.session, caps);
  const auto there = nodes_.find(who.id.node);
  if (--there->second.members == 0)
    nodes_.erase(there);
  choose();
}

void channel::claim(const std::string& node, const stamp& when) {
  const auto there = nodes_.find(node);
  if (there == nodes_.end())
    return;
  there->second.claim = when;
  choose();
}

void channel::choose() {
  const stamp before = std::exchange(created_, stamp{});
  current_ = nullptr;
  for (const auto& [node, there] : nodes_)
    if (!current_ || there.claim < created_) {
      created_ = there.claim;
      current_ = &creations_.find(created_)->second;
    }
  if (created_ != before)
    for (auto& each : members_)
      refresh(*each.first);
}

void channel::refresh(user& who) {
  const auto found = members_.find(&who);
  if (found == members_.end())
    return;
  const auto item = status_item(who.id, found->second.joined);
  found->second.op = !facts().value('o', item).empty();
  found->second.voice = !facts().value('v', item).empty();
}

void channel::group(session_id session, irc::capability_set caps) {
  auto found = std::find_if(groups_.begin(), groups_.end(), [caps](const auto& each) { return each.caps == caps; });
  if (found == groups_.end())
    found = groups_.insert(groups_.end(), member_group{caps, {}});
  found->sessions.push_back(session);
}

void channel::ungroup(session_id session, irc::capability_set caps) {
  const auto found =
    std::find_if(groups_.begin(), groups_.end(), [caps](const auto& each) { return each.caps == caps; });
  if (found == groups_.end())
    return;
  auto& sessions = found->sessions;
  sessions.erase(std::remove(sessions.begin(), sessions.end(), session), sessions.end());
  if (sessions.empty())
    groups_.erase(found);
}

void channel::regroup(session_id session, irc::capability_set before, irc::capability_set after) {
  ungroup(session, before);
  group(session, after);
}

void channel::touch(irc::wall_time now) {
  for (const auto& [node, there] : nodes_)
    creations_.find(there.claim)->second.last_claimed = now;
}

void channel::forget_unset(std::int64_t before) {
  for (auto& [when, each] : creations_)
    each.facts.forget_unset(before);
}

void channel::forget_statuses(std::string_view node, const std::function<bool(const membership_name&)>& is_over) {
  for (auto& [when, each] : creations_)
    for (const auto& key : each.facts.statuses_of(node))
      if (is_over(parse_status_item(key.item)))
        each.facts.forget(key);
}

bool channel::forget(irc::wall_time unclaimed_since) {
  for (auto each = creations_.begin(); each != creations_.end();)
    each = each->second.last_claimed < unclaimed_since ? creations_.erase(each) : std::next(each);
  return creations_.empty();
}

} // namespace chat::state
