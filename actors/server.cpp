#include "troupe/actors/server.hpp"

#include <algorithm>

#include "troupe/actors/broker.hpp"
#include "troupe/actors/idle_supervisor.hpp"
#include "troupe/actors/signals_blocked.hpp"

namespace troupe::actors {

namespace {

constexpr std::chrono::hours until_woken{1};

} // namespace

server::server(net::network& network, const setup& how) : context_(network, how.options, how.max_connections) {}

net::result<std::unique_ptr<server>> server::start(caf::actor_system& system, net::network& network, const setup& how,
                                                   sink_factory make_sink) {
  std::unique_ptr<server> started{new server(network, how)};
  if (const auto failed = started->add_workers(system, how))
    return failed;
  auto& home = started->first_worker();
  // No thread runs yet, so all actors begin here and now.
  started->supervisor_ = spawn_bound<server_supervisor>(home, home, started->context_, std::move(make_sink));
  started->supervisor_->tell(begin{});
  if (started->supervisor_->ended())
    return std::make_error_code(std::errc::not_enough_memory);
  started->run_threads(how.threads);
  return started;
}

std::error_code server::add_workers(caf::actor_system& system, const setup& how) {
  const std::size_t count = std::max<std::size_t>(how.threads, 1);
  // Rounded up, and no further: the ids would else grow by the number of workers with each server.
  const auto step = static_cast<connection_id>(count);
  const auto first_serial = (how.last_id + step - 1) / step;
  for (std::size_t index = 0; index < count; ++index) {
    auto loop = context_.network.make_loop();
    if (!loop)
      return loop.error();
    context_.workers.push_back(std::make_unique<worker>(system, std::move(*loop), index, count, first_serial));
  }
  return {};
}

void server::run_threads(std::size_t count) {
  const signals_blocked guard;
  for (std::size_t index = 0; index < count; ++index) {
    auto& home = *context_.workers[index];
    // This thread isn't the actors' any more, though theirs may begin later than it goes on.
    home.disown();
    threads_.emplace_back([this, &home] {
      home.claim();
      while (!stopping_.load(std::memory_order_acquire))
        home.run_once(until_woken);
      home.end_handshakes();
    });
  }
}

server::~server() {
  end_threads();
  // They tell actors that live here.
  for (const auto& home : context_.workers)
    home->jobs.stop();
  end_actors();
}

void server::end_threads() noexcept {
  stopping_.store(true, std::memory_order_release);
  for (const auto& home : context_.workers)
    home->wake();
  for (auto& thread : threads_) {
    if (thread.joinable())
      thread.join();
  }
}

void server::end_actors() {
  for (const auto& home : context_.workers) {
    home->claim();
    // Nobody is told of what ends now.
    home->events(nullptr);
  }
  context_.permits.on_free({});
  context_.end_serving();
  if (supervisor_)
    supervisor_->end(caf::exit_reason::user_shutdown);
  for (const auto& home : context_.workers) {
    if (auto* actor = home->local_broker(); actor != nullptr)
      actor->end(caf::exit_reason::user_shutdown);
    if (auto* actor = home->idle(); actor != nullptr)
      actor->end(caf::exit_reason::user_shutdown);
    for (const auto& served : home->all())
      home->remove(*served);
    if (auto* actor = home->sink(); actor != nullptr)
      actor->end(caf::exit_reason::user_shutdown);
  }
}

net::result<net::endpoint> server::listen(const net::endpoint& at, const net::listen_options& options) {
  auto passed_on = options;
  passed_on.inherited = context_.options()->socket;
  const auto opened = context_.network.listen(at, passed_on);
  if (!opened)
    return opened.error();
  const auto source = listener::own(context_.network, *opened);
  if (!context_.begin_serving(source))
    return std::make_error_code(std::errc::state_not_recoverable);
  context_.inherited(passed_on.inherited);
  try {
    supervisor_->tell(serve{source});
  } catch (...) {
    context_.end_serving();
    throw;
  }
  if (context_.over())
    return std::make_error_code(std::errc::state_not_recoverable);
  return source->local();
}

void server::stop_listening() {
  context_.end_serving();
  supervisor_->tell(stop_serving{});
}

void server::shutdown() {
  stop_listening();
  // Counted first: whoever gets into a table too late to be found there is compared with it (broker::serve).
  ++context_.shutdowns;
  for (const auto& one : connections())
    one->disconnect(close_how::lingering);
}

actor_ref<connection> server::find(connection_id id) const {
  if (id <= 0)
    return {};
  const auto count = static_cast<connection_id>(context_.workers.size());
  return context_.workers[static_cast<std::size_t>((id - 1) % count)]->find(id);
}

std::vector<actor_ref<connection>> server::connections() const {
  std::vector<actor_ref<connection>> found;
  for (const auto& home : context_.workers) {
    auto some = home->all();
    found.insert(found.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  if (context_.workers.size() > 1)
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a->id() < b->id(); });
  return found;
}

worker* server::own_worker() const noexcept {
  for (const auto& home : context_.workers) {
    if (home->on_own_thread())
      return home.get();
  }
  return nullptr;
}

connection_id server::last_id() const noexcept {
  connection_id highest = 0;
  for (const auto& home : context_.workers)
    highest = std::max(highest, home->serial() * static_cast<connection_id>(context_.workers.size()));
  return highest;
}

} // namespace troupe::actors
