#include "troupe/actors/connection.hpp"

#include "troupe/actors/channel.hpp"
#include "troupe/actors/idle_supervisor.hpp"
#include "troupe/actors/worker.hpp"

namespace troupe::actors {

connection::connection(caf::actor_config& config, worker& home, connection_id id, const net::endpoint& remote,
                       const server_options& options)
  : bound_actor(config, home), worker_(home), in_(options.framing), linger_(options.linger), out_(options.send_limit),
    id_(id), remote_(remote), drain_limit_(options.drain_limit),
    settings_(home.guard(), options.framing, options.timeout, options.idle_timeout) {
  promise_no_timeouts();
}

caf::behavior connection::make_behavior() {
  return {
    [this](received& message) { receive(std::move(message.bytes)); },
    [this](const receive_ended& message) { end_reception(message.reason); },
    [this](actors::write& message) { queue_arrived(std::move(message.bytes)); },
    [this](write_file& message) { queue_arrived(std::move(message.part)); },
    [this](const drop_files&) { drop_queued_files(); },
    [this](const actors::close& message) {
      out_.arrive();
      begin_close(message.how, {});
    },
    [this](const abort_connection& message) { complete_close(close_how::abrupt, message.reason); },
    [this](const reception_changed&) {
      if (phase_ == phase::open)
        note(notice::readable);
    },
    [this](const idle_timeout_changed&) { be_watched(); },
    [this](const room_wanted&) {
      out_.look();
      offer_room();
    },
  };
}

// -- receiving ---------------------------------------------------------------------------------------------------

void connection::on_hot(caf::mailbox_element& message) {
  receive(std::move(value_of<received>(message).bytes));
}

void connection::receive(net::slice bytes) {
  touch();
  if (phase_ != phase::open)
    return;
  in_.feed(std::move(bytes));
  // Nobody takes the bytes now: let TCP push back instead of collecting more.
  if ((in_event_ || in_.paused()) && in_.stop())
    channel_->pause_receive();
  note(notice::readable);
}

void connection::end_reception(std::error_code reason) {
  in_.end();
  if (phase_ == phase::draining)
    return reason ? complete_close(close_how::abrupt, reason) : void();
  if (phase_ != phase::open)
    return;
  end_reason_ = reason;
  // Senders learn it at once: nobody may wait for what can't be sent any more.
  if (reason) {
    out_.fail();
    worker_.announce_progress();
  }
  // What has not been delivered comes first. A paused client that has only finished sending may still be owed an
  // answer: the application says when by ProcessData. One that is gone would keep its place until then.
  if (!in_event_ && (in_.paused() ? static_cast<bool>(reason) : in_.empty()))
    begin_close(close_how::lingering, reason);
  else
    note(notice::readable);
}

std::optional<net::frame> connection::next_frame() try {
  if (phase_ != phase::open)
    return std::nullopt;
  if (in_.paused()) {
    if (end_reason_)
      begin_close(close_how::abrupt, end_reason_);
    return std::nullopt;
  }
  auto frame = in_.next(settings_);
  if (frame)
    return frame;
  if (in_.ended())
    begin_close(close_how::lingering, end_reason_);
  else if (in_.resume())
    channel_->start_receive();
  return frame;
} catch (...) {
  // As an exception in a turn: it ends alone.
  complete_close(close_how::abrupt, std::make_error_code(std::errc::connection_aborted));
  return std::nullopt;
}

void connection::pause(bool paused) {
  in_.pause(paused);
  if (!paused)
    tell(reception_changed{});
}

// -- sending -----------------------------------------------------------------------------------------------------

std::size_t connection::write(std::string_view bytes, when_full then) {
  if (home().on_own_thread() && !out_.underway()) {
    const auto taken = outlet_.write(bytes, then);
    if (taken > 0)
      touch();
    return taken;
  }
  auto room = reservation::within_limit(out_, bytes.size());
  const auto taken = static_cast<std::size_t>(room.size());
  if (taken > 0)
    write_reserved(room, bytes.substr(0, taken));
  if (taken < bytes.size())
    refuse_write(taken > 0, then);
  return taken;
}

bool connection::write(net::send_queue::file_part part, when_full then) {
  if (!out_.accepts())
    return false;
  if (out_.full()) {
    refuse_write(false, then);
    return false;
  }
  auto room = reservation::beyond_limit(out_, part.length);
  tell_in_order(write_file{std::move(part)});
  room.use(room.size());
  return true;
}

reservation connection::reserve(std::size_t wanted) {
  return home().on_own_thread() ? outlet_.reserve(wanted) : reservation::within_limit(out_, wanted);
}

bool connection::write_reserved(reservation& room, std::string_view bytes) {
  if (home().on_own_thread() && !out_.underway())
    return outlet_.queue(room, bytes);
  tell_in_order(actors::write{net::slice::copy_of(bytes)});
  room.use(bytes.size());
  return true;
}

/// What one thread sends after another is sent in that order, and closing comes last: nothing overtakes the mailbox.
template <class Message>
void connection::tell_in_order(Message message) {
  const bool overtakes = out_.underway();
  out_.depart();
  try {
    if (overtakes)
      post(std::move(message));
    else
      tell(std::move(message));
  } catch (...) {
    out_.arrive();
    throw;
  }
}

void connection::refuse_write(bool took_some, when_full then) {
  out_.refuse(took_some, then);
  // Room that came between the refusal and the wish for it would never be noticed.
  if (!home().on_own_thread() && out_.ask())
    tell(room_wanted{});
}

void connection::interrupt() {
  // Before the files go: a sender that sees them gone must see why.
  out_.interrupt();
  tell(actors::drop_files{});
}

void connection::drop_queued_files() {
  if (phase_ == phase::open || phase_ == phase::draining)
    sent(channel_->drop_files());
}

void connection::sent(std::uint64_t bytes) {
  touch();
  out_.release(bytes);
  worker_.announce_progress();
  if (out_.someone_waits())
    offer_room();
  end_drain();
}

/// What came with a message, and was reserved when that was sent.
template <class Waiting>
void connection::queue_arrived(Waiting what) {
  out_.arrive();
  outlet_.queue(std::move(what));
  end_drain();
}

void connection::end_drain() {
  // When a flush has failed nothing is queued any more, but not everything was sent: the reason follows.
  if (phase_ == phase::draining && channel_->queued() == 0 && out_.pending() == 0)
    complete_close(close_how::lingering, end_reason_);
}

void connection::offer_room() {
  if (out_.offer())
    note(notice::ready_to_send);
}

// -- opening and closing -----------------------------------------------------------------------------------------

void connection::serve(channel& stream_side, const net::endpoint& local) {
  channel_ = &stream_side;
  local_ = local;
  phase_ = phase::open;
  connected_.store(true, std::memory_order_release);
  out_.open();
  outlet_.open(stream_side);
  touch();
  if (settings_.idle_timeout() > 0)
    be_watched();
  note(notice::connected | notice::ready_to_send);
}

void connection::fail(std::error_code reason) {
  // Opened, and failed after that: it ends with its channel.
  if (phase_ != phase::opening)
    return;
  phase_ = phase::closed;
  end_reason_ = reason;
  note(notice::connected);
}

void connection::disconnect(close_how how) {
  out_.close();
  tell_in_order(actors::close{how});
}

void connection::begin_close(close_how how, std::error_code reason) {
  if (phase_ != phase::open)
    return;
  out_.close();
  if (reason || how == close_how::abrupt || !linger_)
    return complete_close(close_how::abrupt, reason);
  touch();
  channel_->flush();
  phase_ = phase::draining;
  outlet_.shut();
  end_reason_ = reason;
  if (!in_.ended())
    channel_->pause_receive();
  end_drain();
  if (phase_ == phase::draining)
    be_watched();
}

void connection::complete_close(close_how how, std::error_code reason) {
  if (phase_ == phase::closed)
    return;
  phase_ = phase::closed;
  outlet_.shut();
  // The first failure is the reason; senders on other threads may be reading it.
  if (!out_.failed())
    end_reason_ = reason;
  out_.close();
  // Seen before a foreign sender's wait (worker::announce_progress) is looked at.
  connected_.store(false, std::memory_order_seq_cst);
  if (auto* gone = std::exchange(channel_, nullptr); gone != nullptr)
    gone->shut(how, in_.ended());
  worker_.announce_progress();
  note(notice::ended);
}

void connection::lose_channel(std::error_code reason) {
  channel_ = nullptr;
  complete_close(close_how::abrupt, reason);
}

void connection::on_exit() {
  // A turn of this actor threw: it ends alone, and the application is told.
  complete_close(close_how::abrupt, std::make_error_code(std::errc::connection_aborted));
}

// -- notices and deadlines ---------------------------------------------------------------------------------------

void connection::note(notice what) {
  const bool first = notices_ == notice::none;
  notices_ = notices_ | what;
  // In an event the sink asks for more when the handler is done; nothing of this connection may fire before.
  if (!first || in_event_ || worker_.sink() == nullptr)
    return;
  worker_.notice_message.value().source = this;
  worker_.sink()->activate(worker_.notice_message);
}

void connection::touch() {
  last_activity_ = worker_.loop().now();
}

void connection::idle_timeout(int seconds) {
  settings_.idle_timeout(seconds);
  // The supervisor is the worker's thread's to find: it may just be replaced.
  if (seconds > 0)
    tell(idle_timeout_changed{});
}

void connection::be_watched() {
  if (auto* supervisor = worker_.idle(); supervisor != nullptr)
    supervisor->tell(watch{id_});
}

std::optional<net::loop_clock::time_point> connection::deadline() const {
  if (phase_ == phase::draining)
    return last_activity_ + drain_limit_;
  if (const int seconds = settings_.idle_timeout(); phase_ == phase::open && seconds > 0)
    return last_activity_ + std::chrono::seconds{seconds};
  return std::nullopt;
}

} // namespace troupe::actors
