#include <algorithm>
#include <utility>

#include <caf/all.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/middleman_actor.hpp>

#include "troupe/examples/chat/cluster/mesh_actor.hpp"
#include "troupe/examples/chat/cluster/proof.hpp"

namespace chat::cluster {

namespace {

/// Handshakes of others that are under way at once; strangers may not fill the memory.
constexpr std::size_t most_pending = 256;

// Else a node that is too slow would get more and more to do.
constexpr const char* still_draining = "what came on the last link is not done with";

constexpr const char* wrong_secret = "it does not know this node's --link-password";

} // namespace

void mesh_actor::reached(const dialed& result) {
  if (leaves_by_)
    return;
  if (!result.reached) {
    not_reached(result.where, result.error);
    return;
  }
  if (result.reached == this) {
    roster_.is_self(result.where);
    return;
  }
  for (const auto& [name, peer] : peers_)
    if (peer.handle == result.reached) {
      roster_.linked(result.where, name);
      return;
    }
  if (pending_.count(result.reached.address()) != 0) { // it has said hello meanwhile
    roster_.failed(result.where, clock::now());
    return;
  }
  watch(result.reached);
  handshake with;
  with.is_dialed = true;
  with.dialed = result.where;
  with.other = result.reached;
  with.ours = random_number();
  with.our_challenge = random_number();
  // The other may first have to find out who of its peers still lives.
  with.deadline = clock::now() + settings_.connect_limit + settings_.heartbeat_interval;
  send(with.other, wire::hello{wire::protocol, settings_.network, self_, with.ours, with.our_challenge});
  pending_[with.other.address()] = with;
}

void mesh_actor::take(const wire::hello& said) {
  const auto other = caf::actor_cast<caf::actor>(current_sender());
  if (!other || other == this)
    return;
  if (const auto wrong = mismatch(settings_, said); !wrong.empty()) {
    warn("refused a link of " + said.from.name + ": " + wrong);
    refuse(other, said.link, wrong);
    return;
  }
  if (leaves_by_ || !is_published_ || pending_.size() >= most_pending) {
    refuse(other, said.link, leaves_by_ ? "it is leaving" : "it is busy");
    return;
  }
  if (is_draining(said.from.name)) {
    refuse(other, said.link, still_draining);
    return;
  }
  for (const auto& [name, peer] : peers_)
    if (peer.handle == other) { // it would not, if it still had the link
      lose(std::string{name}, "it has dropped the link", std::nullopt);
      break;
    }
  if (const auto place = pending_.find(other.address()); place != pending_.end() && place->second.is_dialed) {
    // Both have said hello: that of the lesser name counts, on both sides.
    if (std::tie(self_.name, self_.incarnation) < std::tie(said.from.name, said.from.incarnation))
      return;
    roster_.failed(place->second.dialed, clock::now());
  }
  watch(other);
  handshake with;
  with.other = other;
  with.node = said.from;
  with.ours = random_number();
  with.our_challenge = random_number();
  with.theirs = said.link;
  with.their_challenge = said.challenge;
  with.deadline = clock::now() + settings_.connect_limit;
  pending_[other.address()] = with;
  if (!contested(with))
    answer(with);
}

void mesh_actor::answer(const handshake& with) {
  std::string refused;
  const auto holder = peers_.find(with.node.name);
  if (with.node.name == self_.name && with.node.incarnation >= self_.incarnation)
    refused = taken_by(self_);
  else if (holder != peers_.end() && with.node.incarnation > holder->second.node.incarnation)
    refused = taken_by(holder->second.node);
  send(with.other, wire::welcome{with.theirs, self_, with.ours, with.our_challenge, refused,
                                 proof_of(settings_, self_, with, "welcome", refused)});
  if (!refused.empty()) {
    warn("refused a second node of the name " + with.node.name);
    pending_.erase(with.other.address());
  }
}

void mesh_actor::take(const wire::welcome& said) {
  const auto place = pending_.find(caf::actor_cast<caf::actor_addr>(current_sender()));
  if (place == pending_.end() || !place->second.is_dialed || place->second.ours != said.to || place->second.theirs != 0)
    return;
  auto& with = place->second;
  with.node = said.from;
  with.theirs = said.link;
  with.their_challenge = said.challenge;
  if (!same_proof(said.proof, proof_of(settings_, self_, with, "welcome", said.refused))) {
    const auto failed = with;
    pending_.erase(place);
    refuse(failed.other, failed.theirs, wrong_secret);
    not_reached(failed.dialed, wrong_secret);
    return;
  }
  if (!said.refused.empty()) {
    give_up(said.refused);
    return;
  }
  const auto copy = with;
  if (is_draining(copy.node.name)) {
    pending_.erase(place);
    refuse(copy.other, copy.theirs, still_draining);
    not_reached(copy.dialed, still_draining);
    return;
  }
  if (!contested(copy))
    conclude(copy, {});
}

void mesh_actor::take(const wire::confirm& said) {
  const auto place = pending_.find(caf::actor_cast<caf::actor_addr>(current_sender()));
  if (place == pending_.end() || place->second.is_dialed || place->second.ours != said.to)
    return;
  const auto with = place->second;
  pending_.erase(place);
  if (!same_proof(said.proof, proof_of(settings_, self_, with, "confirm", said.refused))) {
    warn("refused a link of " + with.node.name + ": " + wrong_secret);
    refuse(with.other, with.theirs, wrong_secret);
    return;
  }
  conclude(with, said.refused);
}

void mesh_actor::take(const wire::refusal& said) {
  const auto place = pending_.find(caf::actor_cast<caf::actor_addr>(current_sender()));
  if (place == pending_.end() || place->second.ours != said.to)
    return;
  const auto with = place->second;
  pending_.erase(place);
  if (with.is_dialed)
    not_reached(with.dialed, said.reason);
  else
    warn("no link with " + with.node.name + ": " + said.reason);
}

/// Both sides have proved to know the secret: decides who keeps a name that is held twice, and links.
void mesh_actor::conclude(const handshake& with, const std::string& refused_by_other) {
  pending_.erase(with.other.address());
  const auto holder = peers_.find(with.node.name);
  std::string refused;
  if (holder != peers_.end() && with.node.incarnation > holder->second.node.incarnation)
    refused = taken_by(holder->second.node);
  const bool is_last_word = with.is_dialed;
  if (is_last_word)
    send(with.other, wire::confirm{with.theirs, refused, proof_of(settings_, self_, with, "confirm", refused)});
  if (!refused_by_other.empty() || with.node.name == self_.name) {
    // The elder of two with this node's name refuses; the younger, which is this node then, gives up.
    if (!refused_by_other.empty() || self_.incarnation > with.node.incarnation)
      give_up(refused_by_other.empty() ? taken_by(with.node) : refused_by_other);
    else if (is_last_word)
      not_reached(with.dialed, "the node there has this node's name, and gives up");
    return;
  }
  if (!refused.empty()) {
    warn("refused a second node of the name " + with.node.name);
    if (is_last_word)
      roster_.failed(with.dialed, clock::now());
    else
      send(with.other, wire::drop{with.theirs, wire::farewell::refused, refused});
    return;
  }
  if (holder != peers_.end())
    lose(std::string{with.node.name}, taken_by(with.node), wire::farewell::refused);
  link(with);
}

bool mesh_actor::contested(const handshake& with) {
  const auto holder = peers_.find(with.node.name);
  if (holder == peers_.end())
    return false;
  // Its connection may be dead without anybody knowing yet.
  const auto newcomer = with.other.address();
  const auto is_its_own = [&newcomer](const contest& each) { return each.newcomer == newcomer; };
  contests_.erase(std::remove_if(contests_.begin(), contests_.end(), is_its_own),
                  contests_.end()); // it says hello again
  contests_.push_back({with.node.name, newcomer, clock::now() + settings_.heartbeat_interval});
  send_pulse(holder->second, true);
  pending_[with.other.address()].deadline += settings_.heartbeat_interval;
  return true;
}

void mesh_actor::settle(const contest& settled) {
  const auto newcomer = settled.newcomer;
  for (auto place = contests_.begin(); place != contests_.end();)
    place = place->newcomer == newcomer ? contests_.erase(place) : std::next(place);
  const auto place = pending_.find(newcomer);
  if (place == pending_.end())
    return;
  const auto with = place->second;
  if (with.is_dialed)
    conclude(with, {});
  else
    answer(with);
}

bool mesh_actor::is_draining(const std::string& name) const {
  return std::any_of(draining_.begin(), draining_.end(),
                     [&name](const auto& each) { return each.second.name == name; });
}

void mesh_actor::refuse(const caf::actor& other, std::uint64_t to, const std::string& why) {
  send(other, wire::refusal{to, why});
}

std::string mesh_actor::taken_by(const wire::node& holder) const {
  return "the name " + holder.name + " is taken by the node at " + to_text(holder.where) + ", which was there before";
}

void mesh_actor::link(const handshake& with) {
  const auto& name = with.node.name;
  links_[with.ours] = name;
  peers_.insert_or_assign(
    name, linked_peer{with.node, with.other, with.ours, with.theirs, traffic{settings_.in_flight_limit}, clock::now()});
  send(owner_, peer_up{name, with.node.incarnation});
  auto& added = peers_.find(name)->second;
  if (with.is_dialed) {
    roster_.linked(with.dialed, name);
    complaints_.erase(with.dialed);
    if (is_unspecified(added.node.where.host))
      added.node.where.host = with.dialed.host;
  }
  if (!is_unspecified(added.node.where.host)) {
    learn_address_of(added.node);
    return;
  }
  // Where the other listens on all its addresses, it is the one it has come from that others can try.
  request(system().middleman().actor_handle(), caf::infinite, caf::get_atom_v, with.other.node())
    .then(
      [this, name](const caf::node_id&, const std::string& host, std::uint16_t) {
        const auto place = peers_.find(name);
        if (place == peers_.end() || host.empty())
          return;
        place->second.node.where.host = host;
        learn_address_of(place->second.node);
      },
      [](const caf::error&) {});
}

/// Tells the newcomer about the others, and the others about it.
void mesh_actor::learn_address_of(const wire::node& node) {
  const auto& newcomer = peers_.find(node.name)->second;
  roster_.linked(node.where, node.name);
  std::vector<wire::node> others;
  for (const auto& [name, peer] : peers_)
    if (name != node.name && !is_unspecified(peer.node.where.host))
      others.push_back(peer.node);
  if (!others.empty())
    send(newcomer.handle, wire::addresses{newcomer.theirs, newcomer.ours, others});
  spread({newcomer.node}, node.name);
}

} // namespace chat::cluster
