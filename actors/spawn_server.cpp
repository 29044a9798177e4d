#include "troupe/actors/spawn_server.hpp"

#include "troupe/actors/server_actor.hpp"

namespace troupe::actors {

namespace {

caf::expected<caf::actor> spawn(caf::actor_system& system, spawn_options options, handler_factory handlers,
                                const caf::actor& shared_handler) {
  const bool shared{shared_handler};
  auto started = service::start(system, std::move(options), std::move(handlers), shared);
  if (!started)
    return std::move(started.error());
  if (auto failed = (*started)->listen())
    return failed;
  return system.spawn<server_actor>(std::move(*started), shared_handler);
}

} // namespace

caf::expected<caf::actor> spawn_server_with(caf::actor_system& system, spawn_options options,
                                            handler_factory handlers) {
  return spawn(system, std::move(options), std::move(handlers), {});
}

caf::expected<caf::actor> spawn_server(caf::actor_system& system, spawn_options options, const caf::actor& handler) {
  auto same = [handler](job_queue&, const caf::actor&) { return made_handler{handler}; };
  return spawn(system, std::move(options), std::move(same), handler);
}

} // namespace troupe::actors
