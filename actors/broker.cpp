#include "troupe/actors/broker.hpp"

#include <algorithm>
#include <new>

#include "troupe/actors/arrival.hpp"
#include "troupe/actors/connection.hpp"
#include "troupe/actors/handler_port.hpp"

namespace troupe::actors {

namespace {

/// Does what is owed to one client. Without memory for it that client is closed, and nobody else.
template <class Work>
void for_one_client(Work work) {
  try {
    work();
  } catch (const std::bad_alloc&) { // NOLINT(bugprone-empty-catch): an arrival that is not taken over closes its socket
  }
}

} // namespace

broker::broker(caf::actor_config& config, worker& home, server_context& context)
  : bound_actor(config, home), worker_(home), context_(context) {}

caf::behavior broker::make_behavior() {
  worker_.local_broker(this);
  return {
    [this](begin& message) {
      shutdowns_ = context_.shutdowns;
      listeners_ = std::move(message.sources);
      begin_accepting();
      take_left();
    },
    [this](accept_from& message) {
      // A shutdown that is counted by now has closed the listeners of before: nobody comes from them any more.
      shutdowns_ = context_.shutdowns;
      listeners_.push_back(std::move(message.source));
      begin_accepting();
    },
    [this](const stop_accepting&) {
      cease_accepting();
      listeners_.clear();
      for (const auto& client : waiting_)
        client->refuse();
      waiting_.clear();
      full_ = false;
    },
    [this](const adopt&) { take_left(); },
    [this](const permits_free&) { serve_waiting_later(); },
    [this](const fan_out& message) { send_to(message); },
    [this](const fan_close& message) {
      for (const auto id : message.to) {
        if (auto* const served = worker_.find_here(id); served != nullptr)
          served->disconnect(message.how);
      }
    },
  };
}

void broker::send_to(const fan_out& message) {
  for (const auto id : message.to) {
    auto* const served = worker_.find_here(id);
    if (served != nullptr && served->port() != nullptr)
      static_cast<void>(served->port()->write(message.bytes));
  }
}

void broker::on_exit() {
  cease_accepting();
  listeners_.clear();
  for (const auto timer : {back_off_timer_, waiting_timer_}) {
    if (timer != net::timer_id::none)
      worker_.loop().cancel_timer(timer);
  }
  leave_waiting();
  // A channel that goes takes its connection along, which reports to the sink: none of them may find a channel here.
  const auto going = std::move(channels_);
  channels_.clear();
  if (worker_.local_broker() == this)
    worker_.local_broker(nullptr);
}

// For the broker after this one; without memory for that they are closed.
void broker::leave_waiting() noexcept {
  try {
    for (const auto& client : waiting_)
      context_.leave(worker_.index(), client);
  } catch (...) { // NOLINT(bugprone-empty-catch): closed as `waiting_` is emptied
  }
  waiting_.clear();
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
  if (back_off_timer_ == net::timer_id::none)
    return;
  // A descriptor is free again: no need to wait for the timer.
  try {
    worker_.loop().cancel_timer(std::exchange(back_off_timer_, worker_.loop().start_timer({}, *this, retry_accepting)));
  } catch (...) { // NOLINT(bugprone-empty-catch): without memory for another one, the timer that runs will do
  }
}

// -- accepting ---------------------------------------------------------------------------------------------------

void broker::on_accepted(const net::accepted_socket& socket) {
  attempt([&] {
    back_off_time_ = {};
    if (auto client = arrival::own(context_.network, socket, shutdowns_))
      admit(std::move(client));
  });
}

void broker::admit(std::shared_ptr<arrival> client) {
  const auto options = context_.options();
  const bool may_wait = options->overload == overload_policy::wait;
  // Nobody overtakes those who wait.
  const bool in_turn = !may_wait || waiting_.empty();
  if (in_turn && client->admit(context_.permits)) {
    decide(std::move(client), *options);
    if (may_wait && !full_ && must_wait())
      cease_accepting();
  } else if (may_wait) {
    for_one_client([&] { waiting_.push_back(std::move(client)); });
    serve_waiting();
  } else {
    for_one_client([&] { refuse(*client, *options); });
  }
}

// Outside of every turn: the application is asked, and may run the loop, or stop listening meanwhile.
void broker::decide(std::shared_ptr<arrival> client, const server_options& options) {
  for_one_client([&] {
    if (!requested(client->remote(), options) || !context_.serving())
      return client->refuse();
    if (ended())
      hand_over(worker_.index(), std::move(client));
    else
      place_connection(std::move(client), options);
  });
}

bool broker::requested(const net::endpoint& remote, const server_options& options) {
  const bool accept =
    (options.allowed->empty() || options.allowed->matches(remote)) && !options.blocked->matches(remote);
  return worker_.events() != nullptr ? worker_.events()->on_request(remote, accept) : accept;
}

void broker::place_connection(std::shared_ptr<arrival> client, const server_options& options) {
  const auto& workers = context_.workers;
  const auto least = std::min_element(workers.begin(), workers.end(),
                                      [](const auto& a, const auto& b) { return a->load() < b->load(); });
  if ((*least)->load() >= worker_.load())
    return serve(*client, options);
  client->bound_for(**least);
  hand_over((*least)->index(), std::move(client));
}

void broker::hand_over(std::size_t index, std::shared_ptr<arrival> client) {
  // Made first: nobody would look for a client that was left and could not be told of.
  auto message = caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, adopt{});
  // Left first, told second: a broker that begins in between finds it, whichever one is told.
  context_.leave(index, std::move(client));
  if (const auto to = context_.broker_of(index))
    caf::actor_cast<caf::abstract_actor*>(to)->enqueue(std::move(message), nullptr);
}

void broker::take_left() {
  const auto options = context_.options();
  while (auto client = context_.take_left(worker_.index())) {
    if (client->admitted()) {
      for_one_client([&] { serve(*client, *options); });
    } else {
      for_one_client([&] { waiting_.push_back(std::move(client)); });
      serve_waiting_later();
    }
  }
}

void broker::serve(arrival& client, const server_options& options) {
  if (outdated(client))
    return client.refuse();
  auto served = spawn_bound<connection>(worker_, worker_, worker_.next_id(), client.remote(), options);
  worker_.add(served);
  worker_.handshakes.most(options.max_handshakes);
  // From here on a failure is the connection's, and reported.
  channel* side = nullptr;
  std::error_code failed;
  try {
    side = &keep(std::make_unique<channel>(*this, worker_, client.take_permit()));
    failed = side->open(client.take_socket(), context_.socket_options(options), served,
                        options.start == tls_start::at_once ? options.tls : nullptr);
  } catch (...) {
    failed = std::make_error_code(std::errc::not_enough_memory);
  }
  if (!failed && outdated(client))
    // Shut down since it was looked at above: the shutdown may not have found it in the table yet.
    return served->disconnect(close_how::lingering);
  if (!failed)
    return;
  served->fail(failed);
  if (side != nullptr)
    release(*side);
}

channel& broker::keep(std::unique_ptr<channel> opened) {
  opened->place = channels_.size();
  channels_.push_back(std::move(opened));
  return *channels_.back();
}

void broker::refuse(arrival& client, const server_options& options) {
  // One that expects TLS could not read it.
  if (options.refusal.empty() || options.start == tls_start::at_once || !may_linger())
    return client.refuse();
  keep(std::make_unique<channel>(*this, worker_, permit{})).turn_away(client.take_socket(), options.refusal);
}

} // namespace troupe::actors
