#include "troupe/api/engine.hpp"

#include <cerrno>
#include <ctime>

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

engine::engine(net::network* network, const actors::server::setup& how, const event_settings& settings)
  : configuration_(std::make_unique<configuration>()), system_(std::make_unique<caf::actor_system>(*configuration_)),
    own_network_(network == nullptr ? std::make_unique<net::kernel_network>() : nullptr), threads_(how.threads) {
  sem_init(&woken_, 0, 0);
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
}

engine::~engine() {
  // Handlers that still run may use all of this.
  server_->end_threads();
  server_.reset();
  sem_destroy(&woken_);
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
  timespec until{};
  clock_gettime(CLOCK_REALTIME, &until);
  const auto nanoseconds = until.tv_nsec + std::chrono::nanoseconds{longest}.count();
  until.tv_sec += static_cast<time_t>(nanoseconds / 1'000'000'000);
  until.tv_nsec = static_cast<long>(nanoseconds % 1'000'000'000);
  while (sem_timedwait(&woken_, &until) != 0 && errno == EINTR)
    continue;
}

void engine::run() {
  while (!stop_.exchange(false, std::memory_order_acq_rel))
    do_events(until_stopped);
}

void engine::stop() noexcept {
  stop_.store(true, std::memory_order_release);
  // Both are async-signal-safe: sem_post(3), and the loop's eventfd.
  sem_post(&woken_);
  server_->first_worker().wake();
}

} // namespace troupe
