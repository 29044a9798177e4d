#include "troupe/examples/chat/cluster/dialer.hpp"

#include <set>
#include <utility>

#include <caf/all.hpp>
#include <caf/io/middleman_actor.hpp>

#include "troupe/examples/chat/cluster/link_middleman.hpp"

namespace chat::cluster {

namespace {

std::string explain(const caf::actor_system& system, const caf::error& error) {
  if (error == caf::sec::cannot_connect_to_node && error.context().match_elements<std::string>())
    return error.context().get_as<std::string>(0);
  if (error == caf::sec::disconnect_during_handshake || error == caf::sec::malformed_basp_message)
    return "the connection was closed at once: only one side uses TLS, or one does not accept the other's certificate";
  if (error == caf::sec::connection_timeout || error == caf::sec::request_timeout)
    return "the node there does not answer";
  if (error == caf::sec::incompatible_application_ids)
    return "another application is there";
  return system.render(error);
}

} // namespace

void dial(caf::event_based_actor* self, const endpoint& where, bool tls, std::chrono::milliseconds limit,
          const std::function<void(dialed)>& done) {
  auto middleman = spawn_link_middleman(self->system(), self, tls, limit);
  self->request(middleman, 4 * limit, caf::connect_atom_v, where.host, where.port)
    .then(
      [=](const caf::node_id&, const caf::strong_actor_ptr& reached, const std::set<std::string>&) {
        self->send_exit(middleman, caf::exit_reason::kill);
        if (reached)
          done({where, caf::actor_cast<caf::actor>(reached), {}});
        else
          done({where, {}, "no mesh is published there"});
      },
      [=](const caf::error& error) {
        self->send_exit(middleman, caf::exit_reason::kill);
        done({where, {}, explain(self->system(), error)});
      });
}

} // namespace chat::cluster
