#include "troupe/tests/chat/state/storm.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/state_dump.hpp"

using namespace chat::state;

namespace tests {

storm::storm(std::size_t nodes, unsigned seed) : net_(nodes), random_(seed) {
  for (std::size_t number = 1; number <= nodes; ++number)
    net_.ahead[cluster::name_of(number)] = std::chrono::milliseconds{below(40)};
  net_.hold = true;
}

void storm::rounds(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    step();
    read_all();
    if (i % 16 == 0)
      check_views();
  }
}

void storm::heal() {
  for (std::size_t left = 1; left <= net_.size(); ++left)
    for (std::size_t right = 1; right < left; ++right)
      if (!net_.linked(left, right))
        net_.link(left, right);
  net_.deliver_all();
  read_all();
  check_views();
  const auto first = dump(net_.state(1));
  for (std::size_t number = 2; number <= net_.size(); ++number)
    BOOST_REQUIRE_EQUAL(first, dump(net_.state(number)));
  check_nicks();
  check_messages();
}

void storm::step() {
  const auto kind = below(100);
  if (participants_.size() < 4 || (kind < 4 && participants_.size() < 14))
    connect();
  else if (kind < 50)
    command(any(participants_));
  else if (kind < 90)
    net_.deliver(any_node(), any_node());
  else if (kind < 93)
    toggle(any_node(), any_node());
  else if (kind < 94 && below(4) == 0)
    restart(any_node());
  else
    net_.advance(std::chrono::milliseconds{below(5)});
}

void storm::connect() {
  const auto nick = "u" + std::to_string(++last_nick_);
  auto& added = net_.join(any_node(), nick, below(2) == 0 ? "multi-prefix" : "multi-prefix batch server-time");
  participants_.push_back({&added, client_view{nick}});
}

void storm::toggle(std::size_t left, std::size_t right) {
  if (left == right)
    return;
  if (net_.linked(left, right))
    net_.cut(left, right);
  else
    net_.link(left, right);
}

void storm::restart(std::size_t number) {
  net_.restart(number);
  forget_closed();
}

void storm::forget_closed() {
  participants_.erase(std::remove_if(participants_.begin(), participants_.end(),
                                     [](const participant& each) { return each.connection->closed; }),
                      participants_.end());
}

void storm::join(participant& who, const std::string& channel) {
  send(who, "JOIN " + channel + " key");
  if (who.view.channels().count(channel) == 0)
    return;
  send(who, "MODE " + channel);
  send(who, "MODE " + channel + " b");
}

void storm::send(participant& who, const std::string& line) {
  net_.send(*who.connection, line);
  read(who);
}

void storm::command(participant& who) {
  const auto channel = any(channels_);
  switch (below(14)) {
  case 0:
  case 1:
  case 2:
  case 3:
    join(who, channel);
    break;
  case 4:
    send(who, "PART " + channel);
    break;
  case 5:
    send(who, "KICK " + channel + ' ' + any_nick() + " :out");
    break;
  case 6:
    send(who, "TOPIC " + channel + " :topic " + std::to_string(below(1000)));
    break;
  case 7:
    send(who, std::string{"NICK "} + any(nicks_));
    break;
  case 8:
    send(who, "MODE " + channel + (below(2) == 0 ? " +" : " -") + any(flags_));
    break;
  case 9:
  case 10:
    send(who, "MODE " + channel + (below(3) == 0 ? " -" : " +") + (below(2) == 0 ? "o " : "v ") + any_nick());
    break;
  case 11:
    send(who, below(2) == 0 ? "AWAY :gone " + std::to_string(below(100)) : std::string{"AWAY"});
    break;
  case 12:
    rare(who, channel);
    break;
  default:
    say(who, channel);
  }
}

void storm::rare(participant& who, const std::string& channel) {
  switch (below(6)) {
  case 0:
    send(who, "QUIT :bye");
    forget_closed();
    break;
  case 1:
    send(who, "JOIN 0");
    break;
  case 2:
    send(who, "INVITE " + any_nick() + ' ' + channel);
    break;
  case 3:
    send(who, "MODE " + who.view.nick() + (below(2) == 0 ? " +i" : " -i"));
    break;
  case 4:
    send(who, "SETNAME :name " + std::to_string(below(100)));
    break;
  default:
    net_.drop(*who.connection, "Connection reset by peer");
    forget_closed();
  }
}

void storm::say(participant& who, const std::string& channel) {
  send(who, "PRIVMSG " + channel + " :message " + std::to_string(++last_message_));
}

void storm::read(participant& who) {
  for (const auto& line : std::exchange(who.connection->lines, {}))
    if (line.rfind("ERROR", 0) != 0)
      who.view.read(line);
}

void storm::read_all() {
  for (auto& each : participants_)
    read(each);
  forget_closed();
}

void storm::check_views() {
  for (const auto& each : participants_) {
    const auto& node = net_.state(std::stoul(each.connection->node.substr(1)));
    const auto* const who = node.net().find_nick(each.view.nick());
    BOOST_REQUIRE_MESSAGE(who && who->session == each.connection->id, "nobody is called " << each.view.nick());
    BOOST_REQUIRE_EQUAL(who->channels.size(), each.view.channels().size());
    for (const auto* where : who->channels)
      check_view(each.view, *where);
    const std::set<std::string> once(each.view.messages().begin(), each.view.messages().end());
    BOOST_REQUIRE_EQUAL(once.size(), each.view.messages().size());
  }
}

void storm::check_view(const client_view& view, const channel& where) {
  const auto found = view.channels().find(where.name());
  BOOST_REQUIRE(found != view.channels().end());
  const auto& seen = found->second;
  BOOST_REQUIRE_EQUAL(seen.members.size(), where.members().size());
  for (const auto& [who, there] : where.members()) {
    const auto member = seen.members.find(who->nick);
    BOOST_REQUIRE_MESSAGE(member != seen.members.end(), view.nick() << " does not see " << who->nick);
    BOOST_REQUIRE_EQUAL(member->second, std::string{there.op ? "@" : ""} + (there.voice ? "+" : ""));
  }
  const auto& facts = where.facts();
  BOOST_REQUIRE_EQUAL(seen.topic, parse_topic(facts.value('T')).text);
  std::set<std::string> modes;
  for (const char letter : {'i', 'k', 'l', 'm', 'n', 's', 't'})
    if (facts.is_set(letter))
      modes.insert(letter == 'k' || letter == 'l' ? std::string{letter} + ' ' + facts.value(letter)
                                                  : std::string{letter});
  BOOST_REQUIRE_EQUAL_COLLECTIONS(seen.modes.begin(), seen.modes.end(), modes.begin(), modes.end());
  BOOST_REQUIRE_EQUAL(seen.bans.size(), facts.list('b').size());
}

void storm::check_nicks() {
  std::set<std::string> all;
  for (const auto& [id, who] : net_.state(1).net().users()) {
    BOOST_REQUIRE_EQUAL(who->nick, who->claimed);
    BOOST_REQUIRE(all.insert(chat::irc::fold(who->nick)).second);
  }
  BOOST_REQUIRE_EQUAL(all.size(), participants_.size());
}

void storm::check_messages() {
  for (auto& from : participants_)
    for (const auto& name : channels_) {
      if (from.view.channels().count(name) == 0)
        continue;
      const auto text = "message " + std::to_string(last_message_ + 1);
      say(from, name);
      net_.deliver_all();
      read_all();
      std::size_t got = 0;
      std::size_t others = 0;
      for (const auto& each : participants_)
        if (&each != &from && each.view.channels().count(name) != 0) {
          ++others;
          got += each.view.messages().empty() || each.view.messages().back() != text ? 0U : 1U;
        }
      BOOST_REQUIRE_MESSAGE(got == others || got == 0, "heard by " << got << " of " << others); // 0: mode m
    }
}

} // namespace tests
