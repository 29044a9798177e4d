#include "troupe/examples/chat/irc/mask.hpp"

#include <algorithm>

#include "troupe/examples/chat/irc/casemap.hpp"
#include "troupe/examples/chat/irc/utf8.hpp"

namespace chat::irc {
namespace {

bool is_wildcard(char byte) noexcept {
  return byte == '*' || byte == '?';
}

/// Whether a backslash at `at` takes away the meaning of the byte behind it.
bool is_escape(std::string_view mask, std::size_t at) noexcept {
  return mask[at] == '\\' && at + 1 < mask.size() && is_wildcard(mask[at + 1]);
}

/// Whether one byte fits the element of the mask at `at`, which is no "*"; if so `at` is moved behind it.
bool fits(std::string_view mask, std::size_t& at, char byte) noexcept {
  const bool escape = is_escape(mask, at);
  const char wanted = mask[at + (escape ? 1 : 0)];
  if (fold(wanted) != fold(byte) && (escape || wanted != '?'))
    return false;
  at += escape ? 2 : 1;
  return true;
}

/// Without a "*" right behind a "*".
std::string squeezed(std::string_view part) {
  std::string text;
  bool star = false;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (is_escape(part, i)) {
      text.append(part.substr(i++, 2));
      star = false;
    } else if (!star || part[i] != '*') {
      text.push_back(part[i]);
      star = part[i] == '*';
    }
  }
  return text;
}

std::string mask_part(std::string_view part, std::size_t most) {
  const std::string text{cut_utf8(squeezed(part), most)};
  return text.empty() ? "*" : text;
}

} // namespace

bool matches(std::string_view mask, std::string_view text) noexcept {
  constexpr auto none = std::string_view::npos;
  std::size_t at = 0;
  std::size_t i = 0;
  std::size_t behind_star = none;
  std::size_t star_ends = 0; // in the text
  while (i < text.size()) {
    if (at < mask.size() && mask[at] == '*') {
      behind_star = ++at;
      star_ends = i;
    } else if (at < mask.size() && fits(mask, at, text[i])) {
      ++i;
    } else if (behind_star != none) {
      // Only the last star needs to be given more: whatever an earlier one could take, this one can.
      at = behind_star;
      i = ++star_ends;
    } else {
      return false;
    }
  }
  return mask.find_first_not_of('*', at) == none;
}

bool has_wildcard(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_escape(text, i))
      ++i;
    else if (is_wildcard(text[i]))
      return true;
  }
  return false;
}

std::string hostmask(std::string_view nick, std::string_view user, std::string_view host) {
  std::string whole;
  whole.reserve(nick.size() + user.size() + host.size() + 2);
  return whole.append(nick).append("!").append(user).append("@").append(host);
}

std::string normalise_mask(std::string_view mask, std::size_t most_part) {
  constexpr auto none = std::string_view::npos;
  const auto unsendable = [](char byte) { return static_cast<unsigned char>(byte) <= ' ' || byte == '\x7F'; };
  if (mask.empty() || std::any_of(mask.begin(), mask.end(), unsendable))
    return {};

  const auto bang = mask.find('!');
  const auto at = mask.find('@', bang == none ? 0 : bang);
  std::string_view nick;
  std::string_view user;
  std::string_view host;
  if (at != none)
    host = mask.substr(at + 1);
  const auto before_host = mask.substr(0, at);
  if (bang != none) {
    nick = before_host.substr(0, bang);
    user = before_host.substr(bang + 1);
  } else if (at != none) {
    user = before_host;
  } else if (mask.find_first_of(".:") != none) {
    host = mask;
  } else {
    nick = mask;
  }
  if (!nick.empty() && nick.front() == ':')
    return {};
  return hostmask(mask_part(nick, most_part), mask_part(user, most_part), mask_part(host, most_part));
}

} // namespace chat::irc
