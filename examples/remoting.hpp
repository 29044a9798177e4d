#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>

#include <caf/all.hpp>
#include <caf/io/all.hpp>
#include <caf/openssl/all.hpp>

#include "troupe/examples/node.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/actors/server_protocol.hpp>

namespace examples {

/// What is sent to a node that has just died is lost, and nobody answers it: no request goes without a limit.
constexpr std::chrono::seconds patience{5};

/// Asks `whom`. Whether there was a reply, which goes to `use`; else it says why not.
template <class Message, class Use>
bool ask(caf::scoped_actor& self, const caf::actor& whom, Message message, Use use) {
  bool answered = true;
  self->request(whom, patience, std::move(message)).receive(std::move(use), [&](const caf::error& why) {
    answered = false;
    if (why == caf::sec::request_timeout)
      say("No answer for " + std::to_string(patience.count()) + " seconds.");
    else
      say(why == caf::sec::request_receiver_down ? "It has just gone." : text_of(self->system(), why));
  });
  return answered;
}

/// Lets other nodes reach `server` at a port of this machine (0: any), and says how. If that can't be, the server is
/// ended, and it throws why.
inline void publish(caf::actor_system& system, const node_config& config, const caf::actor& server,
                    std::uint16_t port) {
  const auto at = config.has_tls() ? caf::openssl::publish(server, port, "127.0.0.1", true)
                                   : system.middleman().publish(server, port, "127.0.0.1", true);
  if (!at) {
    caf::anon_send_exit(server, caf::exit_reason::kill);
    throw std::runtime_error{"can't publish at port " + std::to_string(port) + ": " + text_of(system, at.error())};
  }
  say("Try:  remote_console --server=127.0.0.1:" + std::to_string(*at) + " list");
}

/// The actor that is published at "HOST:PORT". It throws why there is none. CAF's remote_actor would wait for ever for
/// who accepts and says nothing.
inline caf::actor reach(caf::scoped_actor& self, const node_config& config, const std::string& place) {
  const auto colon = place.rfind(':');
  const auto* const digits = place.data() + (colon == std::string::npos ? place.size() : colon + 1);
  std::uint16_t port = 0;
  if (std::from_chars(digits, place.data() + place.size(), port).ec != std::errc{})
    throw std::runtime_error{"'" + place + "' is no HOST:PORT"};
  auto& system = self->system();
  const auto connector = config.has_tls() ? system.openssl_manager().actor_handle() : system.middleman().actor_handle();
  caf::actor found;
  std::string why = "nothing is there";
  self->request(connector, patience, caf::connect_atom::value, place.substr(0, colon), port)
    .receive([&](const caf::node_id&, const caf::strong_actor_ptr& there,
                 const std::set<std::string>&) { found = caf::actor_cast<caf::actor>(there); },
             [&](const caf::error& error) { why = text_of(system, error); });
  if (!found)
    throw std::runtime_error{"can't reach a server at " + place + ": " + why +
                             "\nWas it published there, and with TLS on both sides or on none?"};
  return found;
}

} // namespace examples
