#include "troupe/tests/chat/state/cluster.hpp"

#include <algorithm>
#include <tuple>

#include <boost/test/unit_test.hpp>

#include "troupe/tests/chat/state/wire.hpp"

namespace tests {

using namespace chat::state;

chat::irc::wall_time cluster::start() {
  return chat::irc::wall_time{std::chrono::seconds{1'767'323'045}}; // 2026-01-02T03:04:05Z
}

options cluster::defaults() {
  options result;
  result.limits.flood_burst = 0;
  result.version = "test-1";
  result.started = start();
  return result;
}

namespace {

options options_of(options base, std::size_t number, chat::irc::wall_time started) {
  base.server_name = cluster::name_of(number);
  base.description = "Node " + std::to_string(number);
  base.started = started;
  return base;
}

} // namespace

cluster::cluster(std::size_t nodes, const options& base) : base_(base), now_(base.started) {
  for (std::size_t number = 1; number <= nodes; ++number) {
    nodes_.emplace(name_of(number), chat::state::node{options_of(base, number, now_)});
    for (std::size_t other = 1; other < number; ++other)
      link(number, other);
  }
}

std::vector<cluster::link_name> cluster::both(std::size_t left, std::size_t right) {
  return {{name_of(left), name_of(right)}, {name_of(right), name_of(left)}};
}

chat::irc::wall_time cluster::time_of(const std::string& name) const {
  const auto found = ahead.find(name);
  return found == ahead.end() ? now_ : now_ + found->second;
}

void cluster::restart(std::size_t number) {
  const auto name = name_of(number);
  for (std::size_t other = 1; other <= nodes_.size(); ++other)
    if (linked(number, other)) {
      links_.erase({name, name_of(other)});
      links_.erase({name_of(other), name});
      node(other).peer_down(name, time_of(name_of(other)));
      take_effects(name_of(other));
    }
  for (auto& each : clients_)
    each.closed = each.closed || each.node == name;
  node(number) = chat::state::node{options_of(base_, number, time_of(name))};
}

client& cluster::connect(std::size_t number, const std::string& name) {
  auto& added = clients_.emplace_back();
  added.node = name_of(number);
  added.id = clients_.size();
  node(number).connected(added.id, {name + ".host", "192.0.2.1", name + ".net", false, 6667}, time_of(added.node));
  take_effects(added.node);
  return added;
}

client& cluster::join(std::size_t number, const std::string& nick, const std::string& caps) {
  auto& added = connect(number, nick);
  if (!caps.empty())
    send(added, "CAP REQ :" + caps);
  send(added, "NICK " + nick);
  send(added, "USER " + nick + " 0 * :Real " + nick);
  if (!caps.empty())
    send(added, "CAP END");
  added.lines.clear();
  return added;
}

void cluster::send(client& from, std::string_view line) {
  nodes_.at(from.node).line(from.id, line, time_of(from.node));
  take_effects(from.node);
}

void cluster::drop(client& which, std::string_view reason) {
  which.closed = true;
  nodes_.at(which.node).disconnected(which.id, reason, time_of(which.node));
  take_effects(which.node);
}

void cluster::advance(std::chrono::milliseconds time) {
  const auto until = now_ + time;
  for (;;) {
    auto next = until;
    for (const auto& [name, each] : nodes_)
      next = std::min(next, std::max(each.next_tick() - (time_of(name) - now_), now_));
    now_ = next;
    for (auto& [name, each] : nodes_)
      if (each.next_tick() <= time_of(name)) {
        each.tick(time_of(name));
        BOOST_REQUIRE(each.next_tick() > time_of(name)); // or it would be called for ever
        take_effects(name);
      }
    if (now_ == until)
      return;
  }
}

void cluster::cut(std::size_t left, std::size_t right) {
  for (const auto& [one, other] : both(left, right)) {
    links_.erase({one, other});
    nodes_.at(one).peer_down(other, time_of(one));
  }
  take_effects(name_of(left));
  take_effects(name_of(right));
}

void cluster::link(std::size_t left, std::size_t right) {
  for (const auto& [one, other] : both(left, right)) {
    links_[{one, other}].clear();
    nodes_.at(one).peer_up(other, time_of(one));
  }
  take_effects(name_of(left));
  take_effects(name_of(right));
}

bool cluster::linked(std::size_t left, std::size_t right) const {
  return links_.count({name_of(left), name_of(right)}) != 0;
}

bool cluster::deliver(std::size_t from, std::size_t to) {
  const auto found = links_.find({name_of(from), name_of(to)});
  if (found == links_.end() || found->second.empty())
    return false;
  const auto batch = std::move(found->second.front());
  found->second.pop_front();
  nodes_.at(name_of(to)).from_peer(name_of(from), batch, time_of(name_of(to)));
  take_effects(name_of(to));
  return true;
}

void cluster::deliver_all() {
  for (bool any = true; any;) {
    any = false;
    for (std::size_t from = 1; from <= nodes_.size(); ++from)
      for (std::size_t to = 1; to <= nodes_.size(); ++to)
        any = deliver(from, to) || any;
  }
}

void cluster::take_effects(const std::string& name) {
  auto effects = nodes_.at(name).take_effects();
  for (const auto& each : effects.deliveries)
    receive(each);
  for (const auto id : effects.closes)
    clients_.at(id - 1).closed = true;
  for (const auto& [to, events] : effects.peer_messages)
    if (const auto found = links_.find({name, to}); found != links_.end())
      found->second.push_back(over_the_wire(events));
  deliveries = std::move(effects.deliveries);
  peer_messages = std::move(effects.peer_messages);
  log = std::move(effects.log);
  if (hold || links_.empty())
    return;
  const auto kept = std::make_tuple(deliveries, peer_messages, log);
  hold = true;
  deliver_all();
  hold = false;
  std::tie(deliveries, peer_messages, log) = kept;
}

void cluster::receive(const delivery& what) {
  for (const auto id : what.to) {
    auto& to = clients_.at(id - 1);
    BOOST_REQUIRE_MESSAGE(!to.closed, "a line to a closed session: " + *what.bytes);
    for (std::string_view rest = *what.bytes; !rest.empty();) {
      const auto end = rest.find("\r\n");
      BOOST_REQUIRE(end != std::string_view::npos);
      to.lines.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end + 2);
    }
  }
}

void expect(client& who, const std::vector<std::string>& lines) {
  const auto got = std::exchange(who.lines, {});
  BOOST_CHECK_EQUAL_COLLECTIONS(got.begin(), got.end(), lines.begin(), lines.end());
}

} // namespace tests
