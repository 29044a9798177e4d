#include "troupe/actors/connection.hpp"

#include "troupe/actors/channel.hpp"
#include "troupe/actors/connection_requests.hpp"
#include "troupe/actors/handler_port.hpp"
#include "troupe/actors/worker.hpp"

namespace troupe::actors {

connection::connection(caf::actor_config& config, worker& home, connection_id id, const net::endpoint& remote,
                       const server_options& options)
  : bound_actor(config, home), worker_(home), in_(options.framing), linger_(options.linger), out_(options.send_limit),
    id_(id), remote_(remote), drain_limit_(options.drain_limit), handshake_limit_(options.handshake_limit),
    settings_(home.guard(), options.framing, options.timeout, options.idle_timeout) {
  promise_no_timeouts();
  if (home.takes_messages())
    gate_ = std::make_unique<mail_gate>(options.send_limit, options.overflow);
}

connection::~connection() = default;

caf::behavior connection::make_behavior() {
  const caf::message_handler own{
    [this](received& message) { receive(std::move(message.bytes)); },
    [this](receive_ended& message) { end_reception(message); },
    [this](queued_bytes& message) { queue_arrived(std::move(message.bytes)); },
    [this](queued_file& message) { queue_arrived(std::move(message.part)); },
    [this](const drop_files&) { drop_queued_files(); },
    [this](const queued_close& message) {
      out_.arrive();
      begin_close(message.how, {});
    },
    [this](abort_connection& message) { abort(message); },
    [this](queued_tls& message) {
      out_.arrive();
      begin_tls(std::move(message.rules));
    },
    [this](certificate_opened& message) { use_certificate(std::move(message.chosen)); },
    [this](revocation_checked& message) {
      if (channel_ != nullptr && channel_->secure() != nullptr)
        channel_->secure()->revocation_checked(std::move(message.status));
    },
    [this](const reception_changed&) {
      if (phase_ == phase::open)
        note(notice::readable);
    },
    [this](const idle_timeout_changed&) { be_watched(); },
    [this](const handler_lost&) { lose_handler(); },
    [this](const room_wanted&) {
      out_.look();
      offer_room();
      if (gate_)
        admit_refused();
    },
  };
  if (!gate_)
    return own;
  return own.or_else(requests_to(*this));
}

// -- receiving ---------------------------------------------------------------------------------------------------

void connection::on_hot(caf::mailbox_element& message) {
  if (&message == &worker_.received_message.element())
    return receive(std::move(value_of<received>(message).bytes));
  // While it is handled the next one may be told.
  auto ended = std::exchange(value_of<receive_ended>(message), {});
  end_reception(ended);
}

void connection::hear_end(receive_ended message) {
  worker_.ended_message.value() = std::move(message);
  tell(worker_.ended_message);
}

void connection::receive(net::slice bytes) {
  touch();
  if (phase_ != phase::open && phase_ != phase::securing)
    return;
  in_.feed(std::move(bytes));
  // Nobody takes the bytes now: let TCP push back instead of collecting more.
  if ((in_event_ || in_.paused()) && in_.stop())
    channel_->pause_receive();
  note(notice::readable);
}

/// Whether the client is known to be gone, and not only to send nothing any more.
bool connection::is_gone(const std::error_code& reason) noexcept {
  return reason && reason.category() != tls::category();
}

void connection::end_reception(receive_ended& message) {
  const auto reason = message.reason;
  in_.end();
  if (phase_ == phase::draining)
    return is_gone(reason) ? complete_close(close_how::abrupt, reason) : void();
  if (phase_ != phase::open && phase_ != phase::securing)
    return;
  end_reason_ = reason;
  keep_detail(std::move(message.detail));
  // TLS hears of it behind the bytes before it.
  if (phase_ == phase::securing)
    return note(notice::readable);
  // Senders learn it at once: nobody may wait for what can't be sent any more.
  if (is_gone(reason)) {
    out_.fail();
    worker_.announce_progress();
  }
  // What has not been delivered comes first. A paused client that has only finished sending may still be owed an
  // answer: the application says when by ProcessData. One that is gone would keep its place until then.
  if (!in_event_ && (in_.paused() ? is_gone(reason) : in_.empty()))
    begin_close(close_how::lingering, reason);
  else
    note(notice::readable);
}

std::optional<net::frame> connection::next_frame() try {
  if (phase_ == phase::securing)
    hand_rest_to_tls();
  if (phase_ != phase::open)
    return std::nullopt;
  // StartSSL was called, and is on its way behind what other threads have sent: what comes next is TLS's.
  if (speaks_tls_ && channel_->secure() == nullptr)
    return std::nullopt;
  if (in_.paused()) {
    if (is_gone(end_reason_))
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
  tell_in_order(queued_file{std::move(part)});
  room.use(room.size());
  return true;
}

reservation connection::reserve(std::size_t wanted) {
  return home().on_own_thread() ? outlet_.reserve(wanted) : reservation::within_limit(out_, wanted);
}

bool connection::write_reserved(reservation& room, std::string_view bytes) {
  if (home().on_own_thread() && !out_.underway())
    return outlet_.queue(room, bytes);
  tell_in_order(queued_bytes{net::slice::copy_of(bytes)});
  room.use(bytes.size());
  return true;
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
  tell(drop_files{});
}

void connection::drop_queued_files() {
  // Also during a handshake: what StartSSL was called after, and what waits for its end.
  if (phase_ != phase::opening && phase_ != phase::closed)
    sent(channel_->drop_files());
}

void connection::sent(std::uint64_t bytes) {
  touch();
  out_.release(bytes);
  worker_.announce_progress();
  if (port_)
    port_->refill();
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
  if (!out_.offer())
    return;
  // Also while the handler has enough to do: it may be waiting for just that.
  if (port_)
    port_->tell_room();
  else
    note(notice::ready_to_send);
}

} // namespace troupe::actors
