#include "troupe/examples/chat/irc/tags.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <vector>

namespace chat::irc {
namespace {

/// What stands behind the backslash, for the bytes that are escaped; NUL for the others.
char escape_letter(char byte) noexcept {
  switch (byte) {
  case ';':
    return ':';
  case ' ':
    return 's';
  case '\\':
    return '\\';
  case '\r':
    return 'r';
  case '\n':
    return 'n';
  default:
    return '\0';
  }
}

char unescaped(char letter) noexcept {
  switch (letter) {
  case ':':
    return ';';
  case 's':
    return ' ';
  case 'r':
    return '\r';
  case 'n':
    return '\n';
  default:
    return letter; // of "\\" and of unknown escapes
  }
}

} // namespace

std::optional<tag> next_tag(std::string_view& rest) noexcept {
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    const auto item = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = std::min(item.find('='), item.size());
    if (equals > 0)
      return tag{item.substr(0, equals), item.substr(std::min(equals + 1, item.size()))};
  }
  return std::nullopt;
}

std::string client_only_tags(std::string_view tags) {
  std::vector<tag> all;
  while (const auto next = next_tag(tags))
    if (next->client_only())
      all.push_back(*next);

  std::unordered_set<std::string_view> seen;
  std::vector<tag> kept;
  std::copy_if(all.rbegin(), all.rend(), std::back_inserter(kept),
               [&](const tag& one) { return seen.insert(one.key).second; });

  std::string relayed;
  std::for_each(kept.rbegin(), kept.rend(), [&](const tag& one) {
    append_tags(relayed, one.key);
    if (!one.value.empty())
      relayed.append("=").append(one.value);
  });
  return relayed;
}

std::string escape_tag_value(std::string_view value) {
  std::string escaped;
  for (const char byte : value) {
    const char letter = escape_letter(byte);
    if (letter != '\0')
      escaped.append({'\\', letter});
    else if (byte != '\0')
      escaped.push_back(byte);
  }
  return escaped;
}

std::string unescape_tag_value(std::string_view value) {
  std::string plain;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\')
      plain.push_back(value[i]);
    else if (++i < value.size())
      plain.push_back(unescaped(value[i]));
  }
  return plain;
}

void append_tag(std::string& tags, std::string_view key, std::string_view value) {
  append_tags(tags, key);
  if (!value.empty())
    tags.append("=").append(escape_tag_value(value));
}

void append_tags(std::string& tags, std::string_view more) {
  if (!tags.empty() && !more.empty())
    tags.push_back(';');
  tags.append(more);
}

std::string tagged(std::string_view tags, std::string_view line) {
  std::string whole;
  if (!tags.empty()) {
    whole.reserve(tags.size() + 2 + line.size());
    whole.append("@").append(tags).append(" ");
  }
  return whole.append(line);
}

} // namespace chat::irc
