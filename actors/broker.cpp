#include "troupe/actors/broker.hpp"

#include <algorithm>

#include "troupe/actors/arrival.hpp"
#include "troupe/actors/connection.hpp"

namespace troupe::actors {

namespace {

// Out of descriptors (or kernel memory) accept(2) fails until something is closed, and a level-triggered listener would
// spin. The clients wait in the backlog meanwhile; they are not turned away.
constexpr std::chrono::milliseconds shortest_back_off{20};
constexpr std::chrono::milliseconds longest_back_off{500};

// Clients that are being told why they were refused; beyond that many they are just closed.
constexpr std::size_t most_refusals = 256;

} // namespace

broker::broker(caf::actor_config& config, worker& home, server_context& context)
  : bound_actor(config, home), worker_(home), context_(context) {}

caf::behavior broker::make_behavior() {
  worker_.local_broker(this);
  return {
    [](const begin&) {},
    [this](accept_from& message) {
      listeners_.push_back(std::move(message.source));
      begin_accepting();
    },
    [this](const stop_accepting&) {
      cease_accepting();
      listeners_.clear();
    },
    [this](const adopt& message) { serve(*message.client, *context_.options()); },
    [this](const permits_free&) { serve_waiting(); },
    [](const fault& message) { std::rethrow_exception(message.cause); },
  };
}

void broker::on_exit() {
  cease_accepting();
  listeners_.clear();
  if (back_off_timer_ != net::timer_id::none)
    worker_.loop().cancel_timer(back_off_timer_);
  for (const auto& socket : waiting_)
    context_.network.close(socket.socket, net::event_loop::close_mode::reset);
  waiting_.clear();
  // A channel that goes takes its connection along, which reports to the sink: none of them may find a channel here.
  const auto going = std::move(channels_);
  channels_.clear();
  if (worker_.local_broker() == this)
    worker_.local_broker(nullptr);
}

void broker::release(channel& closed) noexcept {
  if (closed.place >= channels_.size() || channels_[closed.place].get() != &closed)
    return;
  const auto gone = std::move(channels_[closed.place]);
  if (closed.place + 1 < channels_.size()) {
    channels_[closed.place] = std::move(channels_.back());
    channels_[closed.place]->place = closed.place;
  }
  channels_.pop_back();
  // A descriptor is free again: no need to wait for the timer.
  if (back_off_timer_ != net::timer_id::none)
    worker_.loop().cancel_timer(std::exchange(back_off_timer_, worker_.loop().start_timer({}, *this, 0)));
}

// -- accepting ---------------------------------------------------------------------------------------------------

void broker::on_accepted(const net::accepted_socket& socket) {
  const caf::strong_actor_ptr keep{ctrl()};
  try {
    back_off_time_ = {};
    admit(socket);
  } catch (...) {
    tell(fault{std::current_exception()});
  }
  worker_.end_turn();
}

void broker::admit(const net::accepted_socket& socket) {
  const auto options = context_.options();
  auto admission = context_.permits.take();
  if (!admission) {
    if (options->overload == overload_policy::wait) {
      waiting_.push_back(socket);
      wait_for_permits();
    } else {
      refuse(socket, *options);
    }
    return;
  }
  auto client = std::make_shared<arrival>(context_.network, socket, std::move(*admission));
  // The application decides; it may also stop listening meanwhile.
  if (!requested(socket.remote, *options) || !context_.serving)
    return;
  place_connection(std::move(client), *options);
  if (options->overload == overload_policy::wait && !context_.permits.want())
    wait_for_permits();
}

bool broker::requested(const net::endpoint& remote, const server_options& options) {
  const bool accept = (options.allowed.empty() || options.allowed.matches(remote)) && !options.blocked.matches(remote);
  return worker_.events() != nullptr ? worker_.events()->on_request(remote, accept) : accept;
}

void broker::place_connection(std::shared_ptr<arrival> client, const server_options& options) {
  const auto& workers = context_.workers;
  const auto least = std::min_element(workers.begin(), workers.end(),
                                      [](const auto& a, const auto& b) { return a->load() < b->load(); });
  if ((*least)->load() >= worker_.load())
    return serve(*client, options);
  if (auto* other = caf::actor_cast<caf::abstract_actor*>(context_.broker_of((*least)->index())); other != nullptr)
    other->enqueue(nullptr, caf::make_message_id(), caf::make_message(adopt{std::move(client)}), nullptr);
}

void broker::serve(arrival& client, const server_options& options) {
  auto served = spawn_bound<connection>(worker_, worker_, worker_.next_id(), client.remote(), options);
  auto& side = keep(std::make_unique<channel>(*this, worker_, client.take_permit()));
  worker_.add(served);
  if (const auto failed = side.open(client.take_socket(), options.socket, served)) {
    served->fail(failed);
    release(side);
  }
}

channel& broker::keep(std::unique_ptr<channel> opened) {
  opened->place = channels_.size();
  channels_.push_back(std::move(opened));
  return *channels_.back();
}

void broker::refuse(const net::accepted_socket& socket, const server_options& options) {
  if (options.refusal.empty() || refusals_ >= most_refusals) {
    context_.network.close(socket.socket, net::event_loop::close_mode::reset);
    return;
  }
  keep(std::make_unique<channel>(*this, worker_, permit{})).turn_away(socket, options.refusal);
}

void broker::wait_for_permits() {
  full_ = true;
  cease_accepting();
  if (context_.permits.want())
    serve_waiting();
}

void broker::serve_waiting() {
  full_ = false;
  while (!waiting_.empty() && !full_) {
    const auto next = waiting_.front();
    waiting_.pop_front();
    admit(next);
  }
  if (!full_)
    begin_accepting();
}

void broker::begin_accepting() {
  if (full_ || back_off_timer_ != net::timer_id::none)
    return;
  cease_accepting();
  for (const auto& source : listeners_) {
    if (worker_.loop().accept(source->socket(), *this))
      back_off();
  }
}

void broker::cease_accepting() noexcept {
  for (const auto& source : listeners_)
    worker_.loop().stop_accepting(source->socket());
}

// -- out of descriptors ------------------------------------------------------------------------------------------

void broker::on_accept_failed(std::error_code reason) {
  // Told once for each time of need, not for each try.
  if (back_off_time_ == back_off_time_.zero() && worker_.sink() != nullptr)
    worker_.sink()->tell(server_trouble{reason, false});
  back_off();
  worker_.end_turn();
}

void broker::back_off() {
  back_off_time_ = std::clamp(back_off_time_ * 2, shortest_back_off, longest_back_off);
  cease_accepting();
  if (back_off_timer_ == net::timer_id::none)
    back_off_timer_ = worker_.loop().start_timer(back_off_time_, *this, 0);
}

void broker::on_timer(net::timer_id, std::uint64_t) {
  back_off_timer_ = net::timer_id::none;
  begin_accepting();
}

} // namespace troupe::actors
