#include "troupe/examples/chat/irc/names.hpp"

#include <algorithm>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/irc/utf8.hpp"

namespace chat::irc {
namespace {

constexpr std::size_t most_server_name = 63; // RFC 2812, section 1.1

bool is_one_of(char byte, std::string_view set) noexcept {
  return set.find(byte) != std::string_view::npos;
}

bool is_digit(char byte) noexcept {
  return byte >= '0' && byte <= '9';
}

bool is_letter(char byte) noexcept {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

bool is_control(char byte) noexcept {
  return static_cast<unsigned char>(byte) < ' ' || byte == '\x7F';
}

bool begins_nick(char byte) noexcept {
  return is_letter(byte) || is_one_of(byte, "[]\\`_^{|}");
}

bool is_nick_byte(char byte) noexcept {
  return begins_nick(byte) || is_digit(byte) || byte == '-';
}

bool is_key_byte(char byte) noexcept {
  return byte > ' ' && byte < '\x7F' && byte != ',';
}

bool is_host_byte(char byte) noexcept {
  return is_letter(byte) || is_digit(byte) || is_one_of(byte, "-.");
}

/// Bold, colour, monospace and so on: the only control characters that are for people to see.
bool is_formatting(char byte) noexcept {
  return is_one_of(byte, "\x02\x03\x04\x0F\x11\x16\x1D\x1E\x1F");
}

} // namespace

bool valid_nick(std::string_view nick, const limits& most) noexcept {
  return !nick.empty() && nick.size() <= most.nick_length && begins_nick(nick.front()) &&
         std::all_of(nick.begin(), nick.end(), is_nick_byte);
}

std::string_view cut_nick(std::string_view nick, const limits& most) noexcept {
  return cut_utf8(nick, most.nick_length);
}

bool is_channel_name(std::string_view target) noexcept {
  return !target.empty() && target.front() == '#';
}

bool valid_channel(std::string_view name, const limits& most) noexcept {
  return is_channel_name(name) && name.size() > 1 && name.size() <= most.channel_length &&
         std::none_of(name.begin(), name.end(), [](char byte) { return is_control(byte) || is_one_of(byte, " ,:"); });
}

bool valid_key(std::string_view key, const limits& most) noexcept {
  return !key.empty() && key.size() <= most.key_length && key.front() != ':' &&
         std::all_of(key.begin(), key.end(), is_key_byte);
}

std::string user_name(std::string_view given, const limits& most) {
  std::string name = "~";
  std::copy_if(given.begin(), given.end(), std::back_inserter(name),
               [](char byte) { return is_host_byte(byte) || byte == '_'; });
  if (name.size() == 1)
    name += "user";
  name.resize(std::min(name.size(), most.user_length));
  return name;
}

std::string real_name(std::string_view given, const limits& most) {
  std::string name;
  std::copy_if(given.begin(), given.end(), std::back_inserter(name),
               [](char byte) { return !is_control(byte) || is_formatting(byte); });
  name.resize(cut_utf8(name, most.name_length).size());
  return name;
}

std::string host_name(std::string_view host, const limits& most) {
  std::string name;
  if (!host.empty() && host.front() == ':')
    name = "0";
  name.append(host);
  name.resize(std::min(name.size(), most.host_length));
  return std::string{middle_or_star(name)};
}

bool valid_server_name(std::string_view name) noexcept {
  return name.size() <= most_server_name && is_one_of('.', name) && name.front() != '.' && name.back() != '.' &&
         name.find("..") == std::string_view::npos && std::all_of(name.begin(), name.end(), is_host_byte);
}

std::vector<std::string_view> split_list(std::string_view list) {
  std::vector<std::string_view> items;
  while (!list.empty()) {
    const auto item = list.substr(0, list.find(','));
    if (!item.empty())
      items.push_back(item);
    list.remove_prefix(std::min(item.size() + 1, list.size()));
  }
  return items;
}

message_target split_target(std::string_view target) noexcept {
  const auto begin = target.find_first_not_of("@+");
  if (begin == 0 || begin == std::string_view::npos || !is_channel_name(target.substr(begin)))
    return {'\0', target};
  return {is_one_of('+', target.substr(0, begin)) ? '+' : '@', target.substr(begin)};
}

} // namespace chat::irc
