#include "troupe/examples/chat/state/links.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "troupe/examples/chat/irc/line.hpp"
#include "troupe/examples/chat/state/apply.hpp"
#include "troupe/examples/chat/state/audience.hpp"
#include "troupe/examples/chat/state/channel_view.hpp"

namespace chat::state {
namespace {

user_introduced introduction_of(const user& who) {
  return {who.id,        who.claimed, who.claimed_at, who.user_name, who.host,
          who.real_name, who.away,    who.modes(),    who.signon,    who.secure};
}

/// Everything about one creation of a channel.
channel_burst burst_of(const server& on, const channel& where, const stamp& created, const channel::creation& made) {
  channel_burst result{made.name, created, made.facts.all(), {}};
  if (where.claim_of(on.name()) == created)
    for (const auto& [who, there] : where.members())
      if (who->session != 0)
        result.members.push_back({who->id, there.joined});
  return result;
}

std::vector<user*> users_of(const server& on, const std::string& node) {
  auto result = on.net().users_in_order();
  result.erase(std::remove_if(result.begin(), result.end(), [&node](const user* who) { return who->id.node != node; }),
               result.end());
  return result;
}

/// The clients of this node who have batches and will see one of these quit.
std::vector<std::pair<irc::capability_set, session_id>> batch_audience(const std::vector<user*>& lost) {
  std::set<const channel*> channels; // each once: users lost times members left would be too many
  for (const auto* who : lost)
    channels.insert(who->channels.begin(), who->channels.end());
  std::vector<std::pair<irc::capability_set, session_id>> result;
  for (const auto* where : channels)
    for (const auto& group : where->groups())
      if (group.caps.has(irc::capability::batch))
        for (const auto id : group.sessions)
          result.emplace_back(group.caps, id);
  return result;
}

void tell_batch(server& on, const std::vector<std::pair<irc::capability_set, session_id>>& audience,
                const std::string& line) {
  fan_out out{{line, on.now(), {}, {}}};
  for (const auto& [caps, id] : audience)
    out.add(caps, id);
  out.unique();
  out.send(on.out());
}

/// What that node wrote reached perhaps only some of the others. Each tells each.
void repeat_writes(server& on, const std::string& node) {
  for (const auto& [name, where] : on.net().channels())
    for (const auto& [created, made] : where->creations())
      if (auto entries = made.facts.written_by(node); !entries.empty())
        for (const auto& [other, link] : on.peers())
          if (link.linked)
            on.out().tell(other, registers_written{made.name, created, on.name(), entries});
}

} // namespace

void link_up(server& on, const std::string& node) {
  if (node == on.name()) {
    on.out().log(log_level::error, "another node has this one's name: " + node);
    return;
  }
  auto& link = on.peers()[node];
  if (link.linked)
    link_down(on, node);
  link.linked = true;
  link.arriving = true;
  auto& out = on.out();
  out.log(log_level::info, "linked with " + node);
  out.tell(node, hello{1, on.settings().description, on.first_user(), on.next_stamp()});
  for (const auto* who : users_of(on, on.name()))
    out.tell(node, introduction_of(*who));
  for (const auto& [name, where] : on.net().channels())
    for (const auto& [created, made] : where->creations())
      out.tell(node, burst_of(on, *where, created, made));
  out.tell(node, burst_ended{on.next_stamp()});
}

void link_down(server& on, const std::string& node) {
  auto& link = on.peers()[node];
  if (!link.linked)
    return;
  link.linked = false;
  if (!link.batch.empty())
    close_batch(on, link);
  const auto lost = users_of(on, node);
  const auto* const users = lost.size() == 1 ? " user" : " users";
  on.out().log(log_level::warning, "lost " + node + " and its " + std::to_string(lost.size()) + users);
  const auto batch = on.new_batch();
  const auto reason = on.name() + ' ' + node;
  const auto audience = batch_audience(lost);
  tell_batch(on, audience, irc::make_line(on.name(), "BATCH", {"+" + batch, "netsplit", on.name(), node}));
  for (auto* who : lost)
    remove_user(on, *who, reason, batch);
  tell_batch(on, audience, irc::make_line(on.name(), "BATCH", {"-" + batch}));
  repeat_writes(on, node);
  for (const auto& query : std::exchange(link.asked, {}))
    on.refuse_query(on, node, query);
}

void remove_user(server& on, user& who, const std::string& reason, const std::string& batch) {
  to_neighbours(on, who, irc::make_line(who.mask(), "QUIT", {}, reason), include_self::no, batch);
  on.net().remember(who, who.nick, on.now());
  const auto channels = who.channels;
  for (auto* where : channels)
    remove_member(on, *where, who, batch.empty());
  const auto caps = on.caps_of(who);
  settle_nicks(on, on.net().remove(who, caps, batch.empty()));
}

void apply(server& on, const std::string& origin, const hello& what) {
  on.observe(what.at);
  if (what.protocol != hello{}.protocol)
    on.out().log(log_level::error, origin + " speaks another protocol: " + std::to_string(what.protocol));
  auto& link = on.peers()[origin];
  link.description = what.description;
  link.batch = on.new_batch();
  if (link.first_user != what.first_user)
    on.net().forget_statuses(origin, what.first_user);
  link.first_user = what.first_user;
}

void apply(server& on, const std::string& origin, const burst_ended& what) {
  on.observe(what.at);
  on.net().forget_statuses(origin, what.at);
  auto& link = on.peers()[origin];
  link.arriving = false;
  close_batch(on, link);
}

} // namespace chat::state
