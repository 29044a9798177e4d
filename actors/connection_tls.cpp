#include <utility>

#include "troupe/actors/channel.hpp"
#include "troupe/actors/connection.hpp"
#include "troupe/actors/handler_port.hpp"
#include "troupe/actors/worker.hpp"

// How a connection comes to speak TLS.

namespace troupe::actors {

// That wait to be told.
constexpr std::size_t most_reports = 1000;

bool connection::start_tls(tls::context_ptr rules) {
  if (speaks_tls_.exchange(true))
    return false;
  try {
    if (home().on_own_thread() && !out_.underway())
      begin_tls(std::move(rules));
    else
      tell_in_order(queued_tls{std::move(rules)});
  } catch (...) {
    speaks_tls_ = false;
    throw;
  }
  return true;
}

void connection::begin_tls(tls::context_ptr rules) {
  if (phase_ != phase::open || channel_->secure() != nullptr)
    return;
  // All that needs memory first.
  auto begun = make_security();
  // What waits was sent before.
  if (port_)
    port_->send_rest();
  channel_->start_tls(std::move(rules));
  security_ = std::move(begun);
  await_handshake();
  // An event's handler may be looking at what was delivered last: what comes after it is handed over when it is done.
  note(notice::readable);
}

std::unique_ptr<security> connection::make_security() {
  auto made = std::make_unique<security>();
  made->abortion = caf::make_mailbox_element(nullptr, caf::make_message_id(), {},
                                             abort_connection{std::make_error_code(std::errc::connection_aborted)});
  return made;
}

/// From now on until it is complete, or its time is over.
void connection::await_handshake() {
  security_->began = worker_.loop().now();
  phase_ = phase::securing;
  be_watched();
}

void connection::end_handshake() noexcept {
  if (phase_ == phase::securing)
    complete_close(close_how::abrupt, std::make_error_code(std::errc::connection_aborted));
}

void connection::hand_rest_to_tls() {
  auto* const secure = channel_->secure();
  if (secure->takes_input())
    return;
  auto rest = in_.take_all();
  // The LF that belongs to the last line's CR is yet to come: it is no TLS.
  if (rest.empty() && in_.within_line_end() && !in_.ended())
    return in_.resume() ? channel_->start_receive() : void();
  secure->take_input(std::move(rest));
  if (phase_ == phase::closed)
    return;
  if (in_.ended())
    secure->end(end_reason_);
  else if (in_.resume())
    channel_->start_receive();
}

void connection::take_step() {
  if (channel_ != nullptr)
    channel_->take_step();
}

void connection::report(secure_report what) {
  if (phase_ == phase::closed)
    return;
  if (!security_)
    security_ = std::make_unique<security>();
  // A handler that runs the loop does not get them now: a log may have a gap, memory has an end.
  if (security_->reports.size() > most_reports && std::holds_alternative<handshake_progress>(what))
    return;
  security_->reports.push_back(std::move(what));
  note(notice::security);
}

std::optional<secure_report> connection::next_report() {
  if (!security_)
    return std::nullopt;
  auto report = security_->next();
  // Of no use any more: an idle connection keeps nothing that it does not need.
  if (!report && phase_ == phase::open)
    security_.reset();
  return report;
}

void connection::use_certificate(tls::result<tls::credentials_ptr> chosen) {
  if (channel_ != nullptr && channel_->secure() != nullptr)
    channel_->secure()->use_certificate(std::move(chosen));
}

void connection::decide_identity(bool accepted) {
  if (channel_ != nullptr && channel_->secure() != nullptr)
    channel_->secure()->decide_identity(accepted);
}

void connection::secured(std::shared_ptr<const tls::session_info> agreed) {
  {
    const std::lock_guard lock{worker_.guard()};
    session_ = std::move(agreed);
  }
  if (phase_ != phase::securing)
    return;
  // What was sent since StartSSL has waited for this, and the client may wait for TLS's last words.
  channel_->flush_later();
  if (was_connected_) {
    phase_ = phase::open;
    touch();
    if (settings_.idle_timeout() > 0)
      be_watched();
    note(notice::connected);
  } else {
    establish();
  }
}

std::shared_ptr<const tls::session_info> connection::session() const {
  const std::lock_guard lock{worker_.guard()};
  return session_;
}

} // namespace troupe::actors
