#include "troupe/examples/chat/state/channel_view.hpp"

#include <utility>

namespace chat::state {
namespace {

using change_list = std::vector<irc::mode_change>;

void compare_parameter(change_list& list, char letter, const std::string& before, const std::string& after) {
  if (before == after)
    return;
  if (!after.empty())
    list.push_back({true, letter, after});
  else
    list.push_back({false, letter, letter == 'k' ? "*" : ""});
}

void compare_status(change_list& list, const channel_view& left, const channel_view& right, bool add) {
  for (const auto& [who, status] : left.statuses) {
    const auto found = right.statuses.find(who);
    const member other = found == right.statuses.end() ? member{} : found->second;
    if (status.op && !other.op)
      list.push_back({add, 'o', who->nick});
    if (status.voice && !other.voice)
      list.push_back({add, 'v', who->nick});
  }
}

void compare_sets(change_list& list, const channel_view& left, const channel_view& right, bool add) {
  for (const char letter : left.letters)
    if (right.letters.find(letter) == std::string::npos)
      list.push_back({add, letter, {}});
  for (const auto& mask : left.bans)
    if (right.bans.count(mask) == 0)
      list.push_back({add, 'b', mask});
  compare_status(list, left, right, add);
}

} // namespace

channel_view view_of(const channel& where) {
  channel_view result;
  const auto& facts = where.facts();
  for (const char letter : {'i', 'm', 'n', 's', 't'})
    if (facts.is_set(letter))
      result.letters += letter;
  result.key = facts.value('k');
  result.limit = facts.value('l');
  result.topic = facts.value('T');
  for (const auto each : facts.list('b'))
    result.bans.emplace(ban_mask(each));
  for (const auto& [who, there] : where.members())
    if (there.op || there.voice)
      result.statuses.emplace(who, there);
  return result;
}

std::vector<irc::mode_change> changes(const channel_view& before, const channel_view& after) {
  change_list result;
  compare_sets(result, before, after, false);
  compare_sets(result, after, before, true);
  compare_parameter(result, 'k', before.key, after.key);
  compare_parameter(result, 'l', before.limit, after.limit);
  return result;
}

std::vector<irc::mode_change> change_of(const network& net, const channel& where, const register_entry& entry,
                                        const std::string& before) {
  const bool add = !entry.value.empty();
  switch (entry.letter) {
  case 'T':
    return {};
  case 'b':
    return {{add, 'b', std::string{ban_mask(add ? entry.value : before)}}};
  case 'k':
    return {{add, 'k', add ? entry.value : "*"}};
  case 'l':
    return {{add, 'l', entry.value}};
  case 'o':
  case 'v': {
    const auto what = parse_status_item(entry.item);
    const auto* const who = net.find(what.user);
    const auto* const there = who ? where.find(*who) : nullptr;
    if (there && there->joined == what.joined)
      return {{add, entry.letter, who->nick}};
    return {};
  }
  default:
    return {{add, entry.letter, {}}};
  }
}

} // namespace chat::state
