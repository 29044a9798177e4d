#include "troupe/examples/chat/state/registers.hpp"

#include <charconv>
#include <utility>

namespace chat::state {
namespace {

const std::string unset;

/// The text up to the next space, which is taken off `rest`.
std::string_view next_word(std::string_view& rest) noexcept {
  const auto space = rest.find(' ');
  const auto word = rest.substr(0, space);
  rest.remove_prefix(space == std::string_view::npos ? rest.size() : space + 1);
  return word;
}

template <class Number>
Number to_number(std::string_view text) noexcept {
  Number result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

} // namespace

bool registers::write(const register_entry& entry) {
  auto [found, is_new] = cells_.try_emplace({entry.letter, entry.item}, cell{{}, entry.at});
  auto& known = found->second;
  if (!is_new && !(known.at < entry.at))
    return false;
  known.at = entry.at;
  const bool changes = known.value != entry.value;
  known.value = entry.value;
  if (entry.letter == 'b' && entry.value.empty())
    limit_unset_bans();
  return changes;
}

void registers::limit_unset_bans() {
  std::size_t count = 0;
  auto oldest = cells_.end();
  for (auto each = cells_.lower_bound({'b', {}}); each != cells_.end() && each->first.letter == 'b'; ++each) {
    if (!each->second.value.empty())
      continue;
    ++count;
    if (oldest == cells_.end() || each->second.at < oldest->second.at)
      oldest = each;
  }
  if (count > most_unset_bans)
    cells_.erase(oldest);
}

const std::string& registers::value(char letter, std::string_view item) const noexcept {
  const auto found = cells_.find({letter, std::string{item}});
  return found == cells_.end() ? unset : found->second.value;
}

std::vector<std::string_view> registers::list(char letter) const {
  std::vector<std::string_view> result;
  for (auto each = cells_.lower_bound({letter, {}}); each != cells_.end() && each->first.letter == letter; ++each)
    if (!each->second.value.empty())
      result.emplace_back(each->second.value);
  return result;
}

std::vector<register_entry> registers::all() const {
  std::vector<register_entry> result;
  result.reserve(cells_.size());
  for (const auto& [key, held] : cells_)
    result.push_back({key.letter, key.item, held.value, held.at});
  return result;
}

std::vector<register_entry> registers::written_by(std::string_view node) const {
  std::vector<register_entry> result;
  for (const auto& [key, held] : cells_)
    if (held.at.node == node)
      result.push_back({key.letter, key.item, held.value, held.at});
  return result;
}

void registers::forget(const register_key& key) {
  cells_.erase(key);
}

void registers::forget_unset(std::int64_t before) {
  for (auto each = cells_.begin(); each != cells_.end();)
    each = each->second.value.empty() && each->second.at.time < before ? cells_.erase(each) : std::next(each);
}

std::vector<register_key> registers::statuses_of(std::string_view node) const {
  std::vector<register_key> result;
  const auto start = std::string{node} + ' ';
  for (const char letter : {'o', 'v'})
    for (auto each = cells_.lower_bound({letter, start});
         each != cells_.end() && each->first.letter == letter && each->first.item.compare(0, start.size(), start) == 0;
         ++each)
      result.push_back(each->first);
  return result;
}

std::string status_item(const user_id& user, const stamp& joined) {
  return user.node + ' ' + std::to_string(user.number) + ' ' + std::to_string(joined.time) + ' ' +
         std::to_string(joined.count);
}

membership_name parse_status_item(std::string_view item) {
  membership_name result;
  result.user.node = next_word(item);
  result.user.number = to_number<std::uint64_t>(next_word(item));
  result.joined.time = to_number<std::int64_t>(next_word(item));
  result.joined.count = to_number<std::uint32_t>(next_word(item));
  result.joined.node = result.user.node;
  return result;
}

std::string ban_value(const ban& entry) {
  return entry.mask + ' ' + entry.setter + ' ' + std::to_string(entry.when);
}

ban parse_ban(std::string_view value) {
  ban result;
  result.mask = next_word(value);
  result.setter = next_word(value);
  result.when = to_number<std::int64_t>(next_word(value));
  return result;
}

std::string_view ban_mask(std::string_view value) noexcept {
  return next_word(value);
}

std::string topic_value(const topic& entry) {
  return entry.setter + ' ' + std::to_string(entry.when) + ' ' + entry.text;
}

topic parse_topic(std::string_view value) {
  topic result;
  result.setter = next_word(value);
  result.when = to_number<std::int64_t>(next_word(value));
  result.text = value;
  return result;
}

} // namespace chat::state
