#include <utility>

#include "troupe/actors/channel.hpp"
#include "troupe/actors/connection.hpp"
#include "troupe/actors/handler_port.hpp"
#include "troupe/actors/idle_supervisor.hpp"
#include "troupe/actors/worker.hpp"

// How a connection begins and ends, and what it tells of that; what is in between is in connection.cpp.

namespace troupe::actors {

// -- opening and closing -----------------------------------------------------------------------------------------

void connection::serve(channel& stream_side, const net::endpoint& local) {
  channel_ = &stream_side;
  local_ = local;
  if (channel_->secure() == nullptr)
    return establish();
  speaks_tls_ = true;
  security_ = make_security();
  await_handshake();
}

void connection::establish() {
  phase_ = phase::open;
  was_connected_ = true;
  connected_.store(true, std::memory_order_release);
  out_.open();
  outlet_.open(*channel_);
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
  tell_in_order(queued_close{how});
}

void connection::begin_close(close_how how, std::error_code reason) {
  if (phase_ == phase::securing)
    return complete_close(how, was_connected_ ? reason : std::make_error_code(std::errc::connection_aborted));
  if (phase_ != phase::open)
    return;
  out_.close();
  if (is_gone(reason) || how == close_how::abrupt || !linger_)
    return complete_close(close_how::abrupt, reason);
  touch();
  if (port_)
    port_->send_rest();
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
  if (port_) {
    admit_refused();
    port_->tell_closed();
  }
  if (!was_connected_)
    note(notice::connected);
  else
    note(security_ && security_->failed ? notice::connected | notice::ended : notice::ended);
  // No data is told any more, so nobody is too busy for what is left to be told.
  resume_events();
}

void connection::keep_detail(std::string text) {
  if (text.empty())
    return;
  if (!security_)
    security_ = std::make_unique<security>();
  security_->detail = std::move(text);
}

void connection::abort(abort_connection& message) {
  if (phase_ == phase::closed)
    return;
  if (security_)
    security_->failed = phase_ == phase::securing;
  keep_detail(std::move(message.detail));
  complete_close(message.how, message.reason);
}

void connection::break_off() noexcept {
  try {
    // In a handshake it would keep a place that others wait for until its time is over.
    if (security_ && security_->abortion != nullptr)
      enqueue(std::move(security_->abortion), nullptr);
    else
      post(abort_connection{std::make_error_code(std::errc::connection_aborted)});
  } catch (...) { // NOLINT(bugprone-empty-catch): a deadline will end it, or the client
  }
}

void connection::lose_channel(std::error_code reason) {
  channel_ = nullptr;
  complete_close(close_how::abrupt, reason);
}

void connection::on_exit() {
  // A turn of this actor threw: it ends alone, and the application is told.
  complete_close(close_how::abrupt, std::make_error_code(std::errc::connection_aborted));
  // Else it is let go when it was told.
  if (port_ && gone())
    port_->let_go();
}

// -- notices and deadlines ---------------------------------------------------------------------------------------

void connection::note(notice what) {
  const bool first = notices_ == notice::none;
  notices_ = notices_ | what;
  // In an event the sink asks for more when the handler is done; nothing of this connection may fire before.
  if (first && !in_event_)
    wake_sink();
}

void connection::wake_sink() {
  if (worker_.sink() == nullptr)
    return;
  worker_.notice_message.value().source = this;
  worker_.sink()->activate(worker_.notice_message);
}

void connection::resume_events() {
  if (!std::exchange(held_up_, false))
    return;
  in_event_ = false;
  notices_ = notices_ | notice::readable;
  wake_sink();
}

void connection::handled_by(std::unique_ptr<handler_port> port) {
  port_ = std::move(port);
  set_down_handler([this](const caf::down_msg&) { lose_handler(); });
  // What handlers return is no message for a connection, and no error of it.
  set_error_handler([](caf::scheduled_actor*, caf::error&) {});
  set_default_handler([](caf::scheduled_actor* self, caf::message_view&) -> caf::result<caf::message> {
    if (self->current_mailbox_element()->mid.is_request())
      return caf::make_error(caf::sec::unexpected_message);
    return caf::delegated<caf::message>{};
  });
}

void connection::lose_handler() {
  // Nobody is left to be told.
  if (port_)
    port_->let_go();
  resume_events();
  begin_close(close_how::lingering, {});
}

connection_info connection::information() const {
  connection_info told;
  told.id = id_;
  told.handle = handle();
  told.remote = remote_.to_string();
  told.local = local_.to_string();
  told.paused = in_.paused();
  told.queued = out_.pending();
  if (const auto agreed = session()) {
    told.tls_version = agreed->version;
    told.cipher_suite = agreed->cipher_suite;
    told.server_name = agreed->server_name;
    told.alpn = agreed->alpn;
  }
  return told;
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
  if (auto* supervisor = worker_.idle(); supervisor != nullptr) {
    worker_.watch_message.value().connection = id_;
    supervisor->tell(worker_.watch_message);
  }
}

std::optional<net::loop_clock::time_point> connection::deadline() const {
  if (phase_ == phase::draining)
    return last_activity_ + drain_limit_;
  // Not of inactivity: a byte a second is no handshake.
  if (phase_ == phase::securing && handshake_limit_.count() > 0)
    return security_->began + handshake_limit_;
  if (const int seconds = settings_.idle_timeout(); phase_ == phase::open && seconds > 0)
    return last_activity_ + std::chrono::seconds{seconds};
  return std::nullopt;
}

} // namespace troupe::actors
