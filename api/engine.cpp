#include "troupe/api/engine.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include "troupe/api/facade.hpp"
#include "troupe/api/system_errors.hpp"
#include "troupe/net/kernel_network.hpp"

namespace troupe {

namespace {

// A loop that is only ever ended by an event may as well wait for one.
constexpr std::chrono::minutes until_stopped{1};

} // namespace

/// An embedded system has nothing to schedule but user actors: one thread, which sleeps instead of polling for work.
class engine::configuration final : public caf::actor_system_config {
public:
  configuration() {
    set("scheduler.max-threads", 1u);
    set("scheduler.policy", caf::atom("sharing"));
    set("logger.verbosity", caf::atom("quiet"));
  }
};

engine::engine(net::network* network, const actors::server::setup& how, const event_settings& settings,
               stop_signal& stop)
  : configuration_(std::make_unique<configuration>()), system_(std::make_unique<caf::actor_system>(*configuration_)),
    own_network_(network == nullptr ? std::make_unique<net::kernel_network>() : nullptr), threads_(how.threads),
    stop_(stop) {
  const auto make_facade = [this, &settings](actors::worker& home) -> actors::actor_ref<actors::bound_actor> {
    if (queues_.size() <= home.index())
      queues_.resize(home.index() + 1);
    auto& queue = queues_[home.index()];
    if (!queue)
      queue = std::make_unique<event_queue>(home, settings);
    return actors::spawn_bound<facade>(home, home, *queue);
  };
  auto started = actors::server::start(*system_, network != nullptr ? *network : *own_network_, how, make_facade);
  if (!started)
    throw make_error(started.error(), "starting the server's loops");
  server_ = std::move(*started);
  if (!server_->threaded())
    stop_.wakes(&server_->first_worker());
}

engine::~engine() {
  stop_.wakes(nullptr);
  // Handlers that still run may use all of this.
  server_->end_threads();
  server_.reset();
}

void engine::do_events(std::chrono::milliseconds longest) {
  if (!server_->threaded()) {
    auto& here = server_->first_worker();
    here.claim();
    if (!here.may_nest())
      throw Error{static_cast<int>(ErrorCode::InvalidCall),
                  "DoEvents was called within events that it fired itself, too deep: return from the handlers first."};
    here.run_once(longest);
    return;
  }
  stop_.wait(longest);
}

void engine::run() {
  while (!stop_.take())
    do_events(until_stopped);
}

} // namespace troupe
