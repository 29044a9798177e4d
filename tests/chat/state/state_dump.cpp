#include "troupe/tests/chat/state/state_dump.hpp"

#include <map>
#include <set>
#include <sstream>

using namespace chat::state;

namespace tests {

namespace {

std::string text_of(const stamp& at) {
  return std::to_string(at.time) + '.' + std::to_string(at.count) + '@' + at.node;
}

void dump_channel(std::ostream& out, const channel& where) {
  out << where.name() << " created " << text_of(where.created());
  const auto& facts = where.facts();
  for (const char letter : {'i', 'k', 'l', 'm', 'n', 's', 't', 'T'})
    out << ' ' << letter << '=' << facts.value(letter);
  for (const auto& each : facts.list('b'))
    out << " ban " << each;
  std::set<std::string> members;
  for (const auto& [who, there] : where.members())
    members.insert(who->id.node + '/' + std::to_string(who->id.number) + (there.op ? "@" : "") +
                   (there.voice ? "+" : "") + text_of(there.joined));
  for (const auto& each : members)
    out << "\n  " << each;
  out << '\n';
}

} // namespace

std::string dump(const server& node) {
  std::ostringstream out;
  std::map<user_id, const user*> users;
  for (const auto& [id, who] : node.net().users())
    users[id] = who.get();
  for (const auto& [id, who] : users)
    out << id.node << '/' << id.number << ' ' << who->mask() << " claims " << who->claimed << ' '
        << text_of(who->claimed_at) << " away " << who->away << " modes " << who->modes() << " name " << who->real_name
        << ' ' << who->channels.size() << '\n';
  for (const auto& [name, where] : node.net().channels())
    if (!where->empty())
      dump_channel(out, *where);
  return out.str();
}

} // namespace tests
