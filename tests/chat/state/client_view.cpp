#include "troupe/tests/chat/state/client_view.hpp"

#include <utility>

#include <boost/test/unit_test.hpp>

namespace tests {

using chat::irc::same_name;

client_view::channel& client_view::at(std::string_view name) {
  const auto found = channels_.find(name);
  BOOST_REQUIRE_MESSAGE(found != channels_.end(), nick_ << " is not on " << name);
  return found->second;
}

void client_view::read(const std::string& line) {
  const auto parsed = chat::irc::parse_from_server(line);
  BOOST_REQUIRE_MESSAGE(parsed, line);
  const auto& message = parsed.value;
  const auto who = message.source.substr(0, message.source.find('!'));
  const auto& params = message.params;
  if (message.command == "JOIN")
    join(who, params[0]);
  else if (message.command == "PART")
    leave(who, params[0]);
  else if (message.command == "KICK")
    leave(params[1], params[0]);
  else if (message.command == "QUIT")
    quit(who);
  else if (message.command == "NICK")
    rename(who, params[0]);
  else if (message.command == "MODE")
    modes(message, 0);
  else if (message.command == "TOPIC")
    at(params[0]).topic = params[1];
  else if (message.command == "PRIVMSG")
    messages_.emplace_back(params[1]);
  else
    numeric(message);
}

void client_view::join(std::string_view who, std::string_view name) {
  if (same_name(who, nick_)) {
    BOOST_REQUIRE_MESSAGE(channels_.emplace(name, channel{}).second, nick_ << " joined " << name << " twice");
    at(name).members.emplace(nick_, "");
    return;
  }
  BOOST_REQUIRE_MESSAGE(at(name).members.emplace(who, "").second,
                        nick_ << " saw " << who << " join " << name << " twice");
}

void client_view::leave(std::string_view who, std::string_view name) {
  if (same_name(who, nick_)) {
    BOOST_REQUIRE_MESSAGE(channels_.erase(std::string{name}) == 1, nick_ << " left " << name << " twice");
    return;
  }
  BOOST_REQUIRE_MESSAGE(at(name).members.erase(std::string{who}) == 1,
                        nick_ << " saw " << who << " leave " << name << " where he was not");
}

void client_view::quit(std::string_view who) {
  std::size_t found = 0;
  for (auto& [name, where] : channels_)
    found += where.members.erase(std::string{who});
  BOOST_REQUIRE_MESSAGE(found != 0, nick_ << " saw a stranger quit: " << who);
}

void client_view::rename(std::string_view who, std::string_view nick) {
  std::size_t found = 0;
  if (same_name(who, nick_)) {
    nick_ = nick;
    found = 1;
  }
  for (auto& [name, where] : channels_) {
    const auto there = where.members.find(who);
    if (there == where.members.end())
      continue;
    const auto status = there->second;
    where.members.erase(there);
    BOOST_REQUIRE_MESSAGE(where.members.emplace(nick, status).second, nick_ << " sees two of " << nick);
    ++found;
  }
  BOOST_REQUIRE_MESSAGE(found != 0, nick_ << " saw a stranger rename: " << who);
}

void client_view::names(std::string_view name, std::string_view list) {
  auto& where = at(name);
  while (!list.empty()) {
    const auto word = list.substr(0, list.find(' '));
    list.remove_prefix(std::min(list.size(), word.size() + 1));
    const auto start = word.find_first_not_of("@+");
    where.members[std::string{word.substr(start)}] = word.substr(0, start);
  }
}

void client_view::modes(const chat::irc::message& message, std::size_t first) {
  if (message.params[first].substr(0, 1) != "#")
    return;
  auto& where = at(message.params[first]);
  std::size_t next = first + 2;
  bool add = true;
  for (const char letter : message.params[first + 1])
    if (letter == '+' || letter == '-')
      add = letter == '+';
    else
      set_mode(where, add, letter,
               std::string_view{"bkov"}.find(letter) != std::string_view::npos || (letter == 'l' && add)
                 ? message.params[next++]
                 : std::string_view{});
}

void client_view::set_mode(channel& where, bool add, char letter, std::string_view parameter) {
  if (letter == 'o' || letter == 'v') {
    const auto found = where.members.find(parameter);
    BOOST_REQUIRE_MESSAGE(found != where.members.end(), nick_ << " saw a status of a stranger: " << parameter);
    auto& status = found->second;
    bool op = status.find('@') != std::string::npos;
    bool voice = status.find('+') != std::string::npos;
    (letter == 'o' ? op : voice) = add;
    status = std::string{op ? "@" : ""} + (voice ? "+" : "");
  } else if (letter == 'b' && add) {
    where.bans.emplace(parameter);
  } else if (letter == 'b') {
    where.bans.erase(std::string{parameter});
  } else {
    for (auto each = where.modes.begin(); each != where.modes.end();)
      each = each->front() == letter ? where.modes.erase(each) : std::next(each);
    if (add)
      where.modes.insert(std::string{letter} + (parameter.empty() ? "" : " ") + std::string{parameter});
  }
}

void client_view::numeric(const chat::irc::message& message) {
  const auto& params = message.params;
  if (message.command == "353")
    names(params[2], params[3]);
  else if (message.command == "332" && channels_.count(std::string{params[1]}) != 0)
    at(params[1]).topic = params[2];
  else if (message.command == "324" && channels_.count(std::string{params[1]}) != 0)
    modes(message, 1);
  else if (message.command == "367" && channels_.count(std::string{params[1]}) != 0)
    at(params[1]).bans.emplace(params[2]);
}

} // namespace tests
