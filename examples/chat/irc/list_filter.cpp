#include "troupe/examples/chat/irc/list_filter.hpp"

#include <algorithm>
#include <charconv>

#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/mask.hpp"
#include "troupe/examples/chat/irc/names.hpp"

namespace chat::irc {
namespace {

/// Sets `over` or `under` from ">3" or "<3"; false for another text.
template <class Number>
bool read_comparison(std::string_view text, std::optional<Number>& over, std::optional<Number>& under) {
  if (text.empty() || (text.front() != '<' && text.front() != '>'))
    return false;
  std::uint32_t number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + 1, end, number);
  if (read.ec != std::errc{} || read.ptr != end)
    return false;
  (text.front() == '>' ? over : under) = static_cast<Number>(number);
  return true;
}

bool begins_with(std::string_view text, char letter) noexcept {
  return !text.empty() && fold(text.front()) == letter;
}

void add_condition(list_filter& filter, std::string_view item) {
  if (read_comparison(item, filter.over, filter.under))
    return;
  if (begins_with(item, 'c') && read_comparison(item.substr(1), filter.created_over, filter.created_under))
    return;
  if (begins_with(item, 't') && read_comparison(item.substr(1), filter.topic_over, filter.topic_under))
    return;
  if (item.front() == '!' && item.size() > 1)
    filter.not_masks.emplace_back(item.substr(1));
  else if (has_wildcard(item))
    filter.masks.emplace_back(item);
  else
    filter.names.emplace_back(item);
}

/// Whether what happened at `when` is as many minutes ago as asked for.
bool of_age(std::int64_t when, std::int64_t now, std::optional<std::int64_t> over, std::optional<std::int64_t> under) {
  const auto age = now - when;
  return (!over || age > *over * 60) && (!under || age < *under * 60);
}

} // namespace

void add_list_condition(list_filter& filter, std::string_view parameter) {
  for (const auto item : split_list(parameter))
    add_condition(filter, item);
}

bool wanted(const list_filter& filter, const list_candidate& channel, std::int64_t now) noexcept {
  const auto fits = [&](const std::string& mask) { return matches(mask, channel.name); };
  const auto is = [&](const std::string& name) { return same_name(name, channel.name); };
  const auto& names = filter.names;
  const auto& masks = filter.masks;
  if (!names.empty() && std::none_of(names.begin(), names.end(), is))
    return false;
  if (!masks.empty() && std::none_of(masks.begin(), masks.end(), fits))
    return false;
  if (std::any_of(filter.not_masks.begin(), filter.not_masks.end(), fits))
    return false;
  if ((filter.over && channel.users <= *filter.over) || (filter.under && channel.users >= *filter.under))
    return false;
  if ((filter.topic_over || filter.topic_under) && channel.topic_set == 0)
    return false;
  return of_age(channel.created, now, filter.created_over, filter.created_under) &&
         of_age(channel.topic_set, now, filter.topic_over, filter.topic_under);
}

} // namespace chat::irc
