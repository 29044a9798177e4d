#include <algorithm>
#include <string>
#include <utility>

#include <caf/all.hpp>

#include "troupe/examples/chat/cluster/mesh_actor.hpp"

namespace chat::cluster {

namespace {

std::string why_full(const traffic& books, std::size_t bytes) {
  const auto limit = "--link-queue-bytes=" + std::to_string(books.limit());
  if (bytes > books.limit())
    return "what it is to be told at once takes " + std::to_string(bytes) + " bytes, more than " + limit +
           " lets wait: raise that on all servers";
  return "it takes nothing: " + std::to_string(books.in_flight()) + " bytes are not acknowledged, and " +
         std::to_string(bytes) + " more are beyond " + limit;
}

} // namespace

void mesh_actor::take(const send_to& wanted) {
  if (const auto place = peers_.find(wanted.to); place != peers_.end() && !leaves_by_)
    send_payload(place->second, wanted.bytes);
}

void mesh_actor::take(const send_all& wanted) {
  if (leaves_by_)
    return;
  // By name, since a link that is full goes away meanwhile.
  for (auto place = peers_.begin(); place != peers_.end();) {
    auto& to = place->second;
    ++place;
    send_payload(to, wanted.bytes);
  }
}

void mesh_actor::send_payload(linked_peer& to, const std::string& bytes) {
  if (const auto number = to.books.send(bytes.size()))
    send(to.handle, wire::frame{to.theirs, to.ours, *number, bytes});
  else
    lose(std::string{to.node.name}, why_full(to.books, bytes.size()), wire::farewell::dropped);
}

void mesh_actor::send_pulse(linked_peer& to, bool answer) {
  send(to.handle, wire::pulse{to.theirs, to.ours, to.books.acknowledge(), answer});
}

mesh_actor::linked_peer* mesh_actor::sender_of(std::uint64_t ours, std::uint64_t theirs) {
  const auto by = caf::actor_cast<caf::actor>(current_sender());
  if (const auto number = links_.find(ours); number != links_.end()) {
    auto& found = peers_.find(number->second)->second;
    if (found.handle == by) {
      found.heard = clock::now();
      return &found;
    }
  }
  if (theirs != 0 && by)
    send(by, wire::drop{theirs, wire::farewell::dropped, "this node had given it up"});
  return nullptr;
}

void mesh_actor::take(wire::frame& said) {
  auto* from = sender_of(said.to, said.from);
  if (from == nullptr)
    return;
  if (!from->books.receive(said.number, said.bytes.size())) {
    lose(std::string{from->node.name}, "a message was lost on the way", wire::farewell::dropped);
    return;
  }
  send(owner_, payload{from->node.name, from->node.incarnation, std::move(said.bytes), from->ours, said.number});
}

void mesh_actor::take(const taken& told) {
  const auto link = links_.find(told.link);
  if (link == links_.end()) {
    if (const auto lost = draining_.find(told.link); lost != draining_.end() && told.number >= lost->second.last)
      draining_.erase(lost);
    return;
  }
  auto& from = peers_.find(link->second)->second;
  from.books.taken(told.number);
  if (from.books.owes_acknowledgement())
    send_pulse(from, false);
}

void mesh_actor::take(const drop_link& wanted) {
  if (const auto link = links_.find(wanted.link); link != links_.end())
    lose(std::string{link->second}, wanted.reason, wire::farewell::dropped);
}

void mesh_actor::take(const wire::pulse& said) {
  auto* from = sender_of(said.to, said.from);
  if (from == nullptr)
    return;
  const std::string name = from->node.name;
  if (!from->books.acknowledged(said.received)) {
    lose(name, "it acknowledges what was never sent", wire::farewell::dropped);
    return;
  }
  if (said.answer)
    send_pulse(*from, false);
  // Alive, so it keeps its name.
  const auto waiting = contests_;
  for (const auto& each : waiting)
    if (each.name == name)
      settle(each);
}

void mesh_actor::take(const wire::addresses& said) {
  auto* from = sender_of(said.to, said.from);
  if (from == nullptr || leaves_by_)
    return;
  std::vector<wire::node> news;
  for (const auto& node : said.known)
    if (node.name != self_.name && peers_.count(node.name) == 0 &&
        roster_.learn(node.where, yields_to(node.name), clock::now()))
      news.push_back(node);
  spread(news, from->node.name);
}

void mesh_actor::spread(const std::vector<wire::node>& nodes, const std::string& except) {
  if (nodes.empty())
    return;
  for (const auto& [name, peer] : peers_)
    if (name != except)
      send(peer.handle, wire::addresses{peer.theirs, peer.ours, nodes});
}

void mesh_actor::take(const wire::drop& said) {
  auto* from = sender_of(said.to);
  if (from == nullptr)
    return;
  const std::string name = from->node.name;
  switch (said.why) {
  case wire::farewell::leaving:
    lose(name, said.reason, leaves_by_ ? std::nullopt : std::optional{wire::farewell::leaving});
    roster_.left(name, clock::now());
    break;
  case wire::farewell::refused:
    lose(name, said.reason, std::nullopt);
    give_up(said.reason);
    break;
  case wire::farewell::dropped:
    lose(name, "it has dropped the link: " + said.reason, std::nullopt);
    break;
  }
}

void mesh_actor::lose(const std::string& name, const std::string& reason, std::optional<wire::farewell> why) {
  const auto place = peers_.find(name);
  if (place == peers_.end())
    return;
  const auto gone = std::move(place->second);
  peers_.erase(place);
  links_.erase(gone.ours);
  if (const auto last = gone.books.untaken(); last != 0)
    draining_[gone.ours] = {gone.node.name, last};
  if (why)
    send(gone.handle, wire::drop{gone.theirs, *why, reason});
  send(owner_, peer_down{gone.node.name, gone.node.incarnation, reason});
  roster_.unlinked(gone.node.name, yields_to(gone.node.name), clock::now());
}

void mesh_actor::watch(const caf::actor& other) {
  // CAF would send a down message for each time.
  if (watched_.insert(other.address()).second)
    monitor(other);
}

void mesh_actor::unwatch_strangers() {
  const auto is_peer = [this](const caf::actor_addr& who) {
    return std::any_of(peers_.begin(), peers_.end(), [&who](const auto& each) { return each.second.handle == who; });
  };
  for (auto place = watched_.begin(); place != watched_.end();) {
    if (pending_.count(*place) != 0 || is_peer(*place)) {
      ++place;
      continue;
    }
    demonitor(*place);
    place = watched_.erase(place);
  }
}

void mesh_actor::down(const caf::down_msg& message) {
  if (message.source == owner_.address()) {
    begin_leaving();
    return;
  }
  watched_.erase(message.source);
  if (const auto place = pending_.find(message.source); place != pending_.end()) {
    const auto with = place->second;
    pending_.erase(place);
    if (with.is_dialed)
      not_reached(with.dialed, "the connection was lost during the handshake");
  }
  for (const auto& [name, peer] : peers_)
    if (peer.handle.address() == message.source) {
      const bool is_cut = message.reason == caf::exit_reason::remote_link_unreachable;
      lose(std::string{name}, is_cut ? "the connection is lost" : "its mesh has ended", std::nullopt);
      return;
    }
}

} // namespace chat::cluster
