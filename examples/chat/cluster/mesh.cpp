#include "troupe/examples/chat/cluster/mesh.hpp"

#include <utility>

#include <caf/all.hpp>

#include "troupe/examples/chat/cluster/mesh_actor.hpp"

namespace chat::cluster {

caf::actor spawn_mesh(caf::actor_system& system, settings wanted, const caf::actor& owner) {
  return system.spawn<mesh_actor>(std::move(wanted), owner);
}

} // namespace chat::cluster
