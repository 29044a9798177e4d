#include "troupe/examples/chat/cluster/handshake.hpp"

#include <algorithm>

#include "troupe/examples/chat/cluster/proof.hpp"

namespace chat::cluster {

namespace {

/// Bytes of a name: as many as a host name may have.
constexpr std::size_t most_name = 255;

} // namespace

std::string proof_of(const settings& wanted, const wire::node& self, const handshake& with, const std::string& from,
                     const std::string& refused) {
  const auto& dialer = with.is_dialed ? self : with.node;
  const auto& welcomer = with.is_dialed ? with.node : self;
  const auto number = [](std::uint64_t value) { return std::to_string(value); };
  return prove(wanted.secret, {from, refused, wanted.network, dialer.name, number(dialer.incarnation), welcomer.name,
                               number(welcomer.incarnation), number(with.is_dialed ? with.ours : with.theirs),
                               number(with.is_dialed ? with.theirs : with.ours),
                               number(with.is_dialed ? with.our_challenge : with.their_challenge),
                               number(with.is_dialed ? with.their_challenge : with.our_challenge)});
}

std::string mismatch(const settings& wanted, const wire::hello& said) {
  if (said.version != wire::protocol)
    return "the versions of the link protocol differ: " + std::to_string(said.version) + " and " +
           std::to_string(wire::protocol);
  if (said.network != wanted.network)
    return "the networks differ: '" + said.network + "' and '" + wanted.network + "'";
  const auto is_plain = [](char c) { return c > ' ' && c < '\x7f'; };
  const auto& name = said.from.name;
  if (name.empty() || name.size() > most_name || !std::all_of(name.begin(), name.end(), is_plain))
    return "its name is none: letters, digits and signs are wanted";
  return {};
}

} // namespace chat::cluster
