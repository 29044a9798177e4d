#include "troupe/net/simulated_loop.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace troupe::net {

namespace {

constexpr std::size_t block_size = 16 * 1024;

// Between two tries of an operation that was ordered to do nothing: a loop that waits may neither spin nor miss it.
constexpr std::chrono::milliseconds retry_interval{1};

// The handle of a listener as an event has it.
std::uint64_t subject_of(socket_handle listener) noexcept {
  return static_cast<std::uint64_t>(listener);
}

} // namespace

/// Marks a stream whose `on_sent` is being called, however that ends and whether or not the stream outlives it.
class simulated_loop::reporting_mark final {
public:
  reporting_mark(simulated_loop& loop, stream_id id) : loop_(loop), id_(id) { set(true); }
  reporting_mark(const reporting_mark&) = delete;
  reporting_mark& operator=(const reporting_mark&) = delete;
  ~reporting_mark() { set(false); }

private:
  void set(bool value) noexcept {
    if (auto* stream = loop_.find(id_))
      stream->reporting(value);
  }

  simulated_loop& loop_;
  stream_id id_;
};

simulated_loop::simulated_loop(std::shared_ptr<simulated_kernel> kernel)
  : kernel_(std::move(kernel)), now_(kernel_->time.now()), timers_(now_), received_(block_size),
    small_writes_(block_size) {}

simulated_loop::~simulated_loop() {
  while (!acceptors_.empty())
    stop_accepting(acceptors_.begin()->first);
  while (!streams_.empty())
    close(streams_.begin()->first, close_mode::orderly);
}

std::error_code simulated_loop::accept(socket_handle socket, accept_handler& handler) {
  kernel_->faults.begin_allocation();
  auto* listener = kernel_->sockets.listener(socket);
  if (listener == nullptr)
    return system_error_of(std::errc::bad_file_descriptor);
  if (!acceptors_.emplace(socket, acceptor{&handler, 0}).second)
    return system_error_of(std::errc::file_exists);
  listener->watch(*this);
  for (auto waiting = listener->pending(); waiting > 0; --waiting)
    on_client(socket);
  return {};
}

void simulated_loop::stop_accepting(socket_handle socket) noexcept {
  acceptors_.erase(socket);
  if (auto* listener = kernel_->sockets.listener(socket))
    listener->unwatch(*this);
  const auto gone = [&](const simulated_event& event) {
    return event.kind == simulated_event::kind_t::client && event.subject == subject_of(socket);
  };
  events_.erase(std::remove_if(events_.begin(), events_.end(), gone), events_.end());
}

void simulated_loop::on_client(socket_handle listener) {
  events_.push_back({simulated_event::kind_t::client, subject_of(listener)});
}

result<stream_id> simulated_loop::open(socket_handle socket, const socket_options& options, stream_handler& handler) {
  if (const auto error = begin_open(socket))
    return error;
  auto link = kernel_->sockets.claim(socket);
  if (link == nullptr)
    return system_error_of(std::errc::bad_file_descriptor);
  link->options(options);
  const auto number = next_stream_++;
  const auto id = static_cast<stream_id>(number);
  streams_.emplace(
    id, std::make_unique<simulated_stream>(number, socket, std::move(link), handler, kernel_->faults, events_));
  return id;
}

// However opening fails, nobody else has the socket any more.
std::error_code simulated_loop::begin_open(socket_handle socket) {
  try {
    const auto error = kernel_->faults.begin(simulated_operation::open);
    if (error)
      kernel_->sockets.close(socket, close_mode::orderly);
    return error;
  } catch (...) {
    kernel_->sockets.close(socket, close_mode::orderly);
    throw;
  }
}

void simulated_loop::queue(stream_id id, std::string_view bytes) {
  auto* stream = find(id);
  if (stream == nullptr || bytes.empty())
    return;
  kernel_->faults.begin_allocation();
  std::memcpy(small_writes_.prepare(bytes.size()), bytes.data(), bytes.size());
  stream->queue(small_writes_.commit(bytes.size()));
}

void simulated_loop::queue(stream_id id, slice bytes) {
  auto* stream = find(id);
  if (stream == nullptr)
    return;
  kernel_->faults.begin_allocation();
  stream->queue(std::move(bytes));
}

void simulated_loop::queue(stream_id id, send_queue::file_part part) {
  auto* stream = find(id);
  if (stream == nullptr)
    return;
  kernel_->faults.begin_allocation();
  stream->queue(std::move(part));
}

void simulated_loop::flush(stream_id id) {
  auto* stream = find(id);
  if (stream == nullptr || !stream->begin_flush())
    return;
  try {
    stream->write();
  } catch (...) {
    // What is left, and what went before, is the next run_once's.
    stream->on_link_changed();
    throw;
  }
  const auto sent = stream->take_sent();
  stream->on_link_changed();
  report_sent(id, *stream, sent);
}

endpoint simulated_loop::local_endpoint(stream_id id) const {
  const auto* stream = find(id);
  return stream == nullptr ? endpoint{} : stream->link().server();
}

void simulated_loop::close(stream_id id, close_mode mode) noexcept {
  const auto found = streams_.find(id);
  if (found == streams_.end())
    return;
  kernel_->sockets.release(found->second->socket());
  found->second->link().close(mode);
  streams_.erase(found);
}

void simulated_loop::send_and_close(stream_id id) noexcept {
  if (auto* const stream = find(id); stream != nullptr)
    stream->write_last();
  close(id, close_mode::orderly);
}

timer_id simulated_loop::start_timer(loop_clock::duration delay, timer_handler& handler, std::uint64_t cookie) {
  kernel_->faults.begin_allocation();
  return timers_.start(now_ + std::min(delay, loop_clock::time_point::max() - now_), handler, cookie);
}

std::size_t simulated_loop::run_once(loop_clock::duration longest) {
  // Asked for before the handlers run: a wake out of one of them is for the next call.
  const bool woken = woken_.exchange(false, std::memory_order_acquire);
  auto& time = kernel_->time;
  time.advance_to(time.now());
  auto count = turn();
  // What one event has led to without a call back, as a write that found the connection reset.
  if (count == 0 && !events_.empty())
    count = turn();
  if (count > 0 || woken || !time.automatic())
    return count;
  return wait(longest);
}

std::size_t simulated_loop::wait(loop_clock::duration longest) {
  constexpr auto never = loop_clock::time_point::max();
  const auto until = longest < never - now_ ? now_ + longest : never;
  std::size_t count = 0;
  while (count == 0 && now_ < until && !woken_.exchange(false, std::memory_order_acquire)) {
    auto next = until;
    if (!events_.empty())
      next = std::min(until, now_ + retry_interval);
    next = std::min(next, timers_.next_expiry().value_or(never));
    next = std::min(next, kernel_->time.next_action().value_or(never));
    if (next == never)
      break;
    kernel_->time.advance_to(next);
    count = turn();
  }
  return count;
}

// Everything that has happened, and every timer that is due; what happens meanwhile is for the next turn.
std::size_t simulated_loop::turn() {
  now_ = kernel_->time.now();
  ++turns_;
  std::size_t count = 0;
  for (auto left = events_.size(); left > 0 && !events_.empty(); --left)
    count += call_back();
  return count + timers_.expire(now_);
}

// The first event. It stays the first until no `std::bad_alloc` can come any more, so that none is lost.
std::size_t simulated_loop::call_back() {
  using kind_t = simulated_event::kind_t;
  const auto event = events_.front();
  if (event.kind == kind_t::client)
    return accept_client(event);
  const auto id = static_cast<stream_id>(event.subject);
  auto* stream = find(id);
  if (stream == nullptr) {
    events_.pop_front();
    return 0;
  }
  if (event.kind == kind_t::failed)
    return report_failure(*stream);
  stream->link().client_reads();
  return event.kind == kind_t::readable ? receive(*stream) : write(id, *stream);
}

std::size_t simulated_loop::accept_client(simulated_event event) {
  const auto socket = static_cast<socket_handle>(event.subject);
  const auto found = acceptors_.find(socket);
  const auto* listener = kernel_->sockets.listener(socket);
  const bool waiting = found != acceptors_.end() && listener != nullptr && listener->pending() > 0;
  if (!waiting || found->second.failed_turn == turns_) {
    events_.pop_front();
    if (waiting)
      events_.push_back(event);
    return 0;
  }
  const auto accepted = kernel_->sockets.accept(socket);
  events_.pop_front();
  auto& handler = *found->second.handler;
  if (accepted) {
    handler.on_accepted(*accepted);
    return 1;
  }
  if (concerns_one_client(accepted.error()))
    return 0;
  events_.push_back(event);
  if (is_transient(accepted.error()))
    return 0;
  found->second.failed_turn = turns_;
  handler.on_accept_failed(accepted.error());
  return 1;
}

std::size_t simulated_loop::receive(simulated_stream& stream) {
  auto received = stream.receive(received_);
  events_.pop_front();
  stream.handled(simulated_event::kind_t::readable);
  auto& handler = stream.handler();
  if (received.ended)
    handler.on_end(received.reason);
  else if (!received.bytes.empty())
    handler.on_received(std::move(received.bytes));
  else
    return 0;
  return 1;
}

std::size_t simulated_loop::write(stream_id id, simulated_stream& stream) {
  stream.write();
  events_.pop_front();
  const auto sent = stream.take_sent();
  stream.handled(simulated_event::kind_t::writable);
  return report_sent(id, stream, sent);
}

// The last that is done to the stream: the handler may close it.
std::size_t simulated_loop::report_sent(stream_id id, simulated_stream& stream, std::uint64_t sent) {
  if (sent == 0)
    return 0;
  const reporting_mark mark(*this, id);
  stream.handler().on_sent(sent);
  return 1;
}

std::size_t simulated_loop::report_failure(simulated_stream& stream) {
  events_.pop_front();
  const bool report = stream.take_failure();
  stream.handled(simulated_event::kind_t::failed);
  if (!report)
    return 0;
  stream.handler().on_end(stream.failure());
  return 1;
}

} // namespace troupe::net
