#include "troupe/actors/connection.hpp"

#include "troupe/actors/channel.hpp"
#include "troupe/actors/idle_supervisor.hpp"
#include "troupe/actors/worker.hpp"

namespace troupe::actors {

// From this size on the kernel copies at once from where the bytes are, instead of a copy in between.
constexpr std::size_t direct_size = 4096;

connection::connection(caf::actor_config& config, worker& home, connection_id id, const net::endpoint& remote,
                       const server_options& options)
  : bound_actor(config, home), worker_(home), framer_(options.framing), linger_(options.linger),
    budget_(options.send_limit), id_(id), remote_(remote), drain_limit_(options.drain_limit),
    settings_(home.guard(), options.framing, options.timeout, options.idle_timeout) {
  promise_no_timeouts();
}

caf::behavior connection::make_behavior() {
  return {
    [this](received& message) { receive(std::move(message.bytes)); },
    [this](const receive_ended& message) { end_reception(message.reason); },
    [this](actors::write& message) { queue_reserved(std::move(message.bytes)); },
    [this](write_file& message) { queue_file(std::move(message.part)); },
    [this](const drop_files&) { drop_queued_files(); },
    [this](const actors::close& message) { begin_close(message.how, {}); },
    [this](const abort_connection& message) { complete_close(close_how::abrupt, message.reason); },
    [this](const reception_changed&) { resume_reception(); },
    [this](const idle_timeout_changed&) { be_watched(); },
    [this](const room_wanted&) { offer_room(); },
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
  has_received_.store(true, std::memory_order_relaxed);
  framer_.feed(std::move(bytes));
  // Nobody takes the bytes now: let TCP push back instead of collecting more.
  if ((in_event_ || !accepts_data()) && !reception_stopped_) {
    reception_stopped_ = true;
    channel_->pause_receive();
  }
  note(notice::readable);
}

void connection::end_reception(std::error_code reason) {
  reception_ended_ = true;
  if (phase_ == phase::draining)
    return reason ? complete_close(close_how::abrupt, reason) : void();
  if (phase_ != phase::open)
    return;
  end_reason_ = reason;
  // What has not been delivered comes first. A paused client that has only finished sending may still be owed an
  // answer: the application says when by ProcessData.
  if (framer_.buffered() == 0 && !in_event_ && (reason || accepts_data()))
    begin_close(close_how::lingering, reason);
  else
    note(notice::readable);
}

std::optional<net::frame> connection::next_frame() {
  try {
    return pull_frame();
  } catch (...) {
    // As an exception in a turn: it ends alone.
    complete_close(close_how::abrupt, std::make_error_code(std::errc::connection_aborted));
    return std::nullopt;
  }
}

std::optional<net::frame> connection::pull_frame() {
  if (phase_ != phase::open || !accepts_data())
    return std::nullopt;
  if (const auto version = settings_.framing_version(); version != framing_version_) {
    framing_version_ = version;
    framer_.rule(settings_.framing());
  }
  if (auto frame = framer_.next())
    return frame;
  if (reception_ended_) {
    if (auto rest = framer_.take_rest())
      return rest;
    begin_close(close_how::lingering, end_reason_);
  } else if (reception_stopped_) {
    reception_stopped_ = false;
    channel_->start_receive();
  }
  return std::nullopt;
}

void connection::pause(bool paused) {
  paused_.store(paused, std::memory_order_relaxed);
  if (!paused)
    tell(reception_changed{});
}

void connection::resume_reception() {
  if (phase_ == phase::open)
    note(notice::readable);
}

// -- sending -----------------------------------------------------------------------------------------------------

std::size_t connection::write(std::string_view bytes, when_full then) {
  if (home().on_own_thread())
    return write_here(bytes, then);
  const std::size_t taken = connected() ? budget_.reserve(bytes.size()) : 0;
  if (taken > 0)
    tell(actors::write{net::slice::copy_of(bytes.substr(0, taken))});
  if (taken < bytes.size())
    refuse_write(taken > 0, then);
  return taken;
}

std::size_t connection::write_here(std::string_view bytes, when_full then) {
  if (phase_ != phase::open)
    return 0;
  std::string_view rest = bytes;
  if (rest.size() >= direct_size)
    rest.remove_prefix(channel_->send_now(rest));
  if (rest.size() < bytes.size())
    touch();
  for (bool flushed = false; !rest.empty();) {
    const std::size_t room = budget_.reserve(rest.size());
    if (room > 0) {
      queue_or_release(rest.substr(0, room));
      rest.remove_prefix(room);
    } else if (!flushed) {
      flushed = true;
      channel_->flush();
    } else {
      refuse_write(rest.size() < bytes.size(), then);
      break;
    }
  }
  return bytes.size() - rest.size();
}

void connection::queue_or_release(std::string_view reserved) {
  try {
    channel_->queue(reserved);
  } catch (...) {
    budget_.release(reserved.size());
    throw;
  }
}

bool connection::write(net::send_queue::file_part part, when_full then) {
  if (!connected())
    return false;
  if (budget_.full()) {
    refuse_write(false, then);
    return false;
  }
  budget_.add(part.length);
  tell(write_file{std::move(part)});
  return true;
}

std::size_t connection::room() {
  if (budget_.full() && home().on_own_thread() && phase_ == phase::open)
    channel_->flush();
  return budget_.room();
}

void connection::refuse_write(bool took_some, when_full then) {
  ready_.store(false, std::memory_order_relaxed);
  // Documented: the event is not fired when part of the data was taken.
  const wish what = took_some || then == when_full::keep_quiet ? wish::state : wish::event;
  if (what == wish::event || room_wanted_.load(std::memory_order_relaxed) == wish::none)
    room_wanted_.store(what, std::memory_order_seq_cst);
  // Room that came between the refusal and the wish for it would never be noticed.
  if (!home().on_own_thread())
    tell(room_wanted{});
}

void connection::queue_reserved(net::slice bytes) {
  if (phase_ == phase::open)
    channel_->queue(std::move(bytes));
  else
    budget_.release(bytes.size());
}

void connection::queue_file(net::send_queue::file_part part) {
  if (phase_ == phase::open)
    channel_->queue(std::move(part));
  else
    budget_.release(part.length);
}

void connection::interrupt() {
  interrupted_.store(true, std::memory_order_relaxed);
  tell(actors::drop_files{});
}

void connection::drop_queued_files() {
  if (phase_ == phase::open || phase_ == phase::draining)
    sent(channel_->drop_files());
}

void connection::sent(std::uint64_t bytes) {
  touch();
  budget_.release(bytes);
  worker_.announce_progress();
  if (room_wanted_.load(std::memory_order_relaxed) != wish::none)
    offer_room();
  if (phase_ == phase::draining && channel_->queued() == 0)
    complete_close(close_how::lingering, end_reason_);
}

void connection::offer_room() {
  // Half of the queue, so that the application can send more than a few bytes when it is told.
  if (phase_ != phase::open || !budget_.mostly_free())
    return;
  const auto wished = room_wanted_.exchange(wish::none);
  ready_.store(true, std::memory_order_relaxed);
  if (wished == wish::event)
    note(notice::ready_to_send);
}

// -- opening and closing -----------------------------------------------------------------------------------------

void connection::serve(channel& stream_side, const net::endpoint& local) {
  channel_ = &stream_side;
  local_ = local;
  phase_ = phase::open;
  connected_.store(true, std::memory_order_release);
  ready_.store(true, std::memory_order_relaxed);
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

void connection::begin_close(close_how how, std::error_code reason) {
  if (phase_ != phase::open)
    return;
  if (reason || how == close_how::abrupt || !linger_)
    return complete_close(close_how::abrupt, reason);
  channel_->flush();
  if (channel_->queued() == 0)
    return complete_close(how, reason);
  phase_ = phase::draining;
  end_reason_ = reason;
  if (!reception_ended_)
    channel_->pause_receive();
  be_watched();
}

void connection::complete_close(close_how how, std::error_code reason) {
  if (phase_ == phase::closed)
    return;
  phase_ = phase::closed;
  end_reason_ = reason;
  // Seen before a foreign sender's wait (worker::announce_progress) is looked at.
  connected_.store(false, std::memory_order_seq_cst);
  ready_.store(false, std::memory_order_relaxed);
  if (auto* gone = std::exchange(channel_, nullptr); gone != nullptr)
    gone->shut(how, reception_ended_);
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
