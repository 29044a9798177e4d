#include "troupe/actors/dispatcher.hpp"

#include <utility>
#include <variant>

#include <caf/send.hpp>

namespace troupe::actors {

namespace {

/// The bytes of a frame for a message that may be kept for long: those of a large block that little else needs are
/// copied, so that the block can be received into again.
net::slice payload_of(connection& source, const net::frame& frame) {
  auto shared = source.share(frame);
  return shared.pinned() > 8 * shared.size() ? net::slice::copy_of(frame.text) : shared;
}

} // namespace

bool dispatcher::on_request(const net::endpoint& remote, bool accept) {
  try {
    return how_.admit ? how_.admit(remote, accept) : accept;
  } catch (...) {
    return false;
  }
}

notice_queue::telling dispatcher::tell(connection& source, notice notices) {
  try {
    return tell_some(source, notices);
  } catch (...) {
    // What the handler's making threw, or memory that is missing.
    source.tell(abort_connection{std::make_error_code(std::errc::connection_aborted), "the handler failed"});
    return has(notices, notice::ended) ? telling::over : telling::next;
  }
}

notice_queue::telling dispatcher::tell_some(connection& source, notice notices) {
  if (has(notices, notice::security))
    tell_reports(source);
  if (has(notices, notice::connected)) {
    // One that never was: there is no handler to tell.
    if (!source.was_connected())
      return telling::over;
    tell_connected(source);
  }
  if (has(notices, notice::readable) && !source.is_closed() && !tell_data(source)) {
    // It is told later, in order.
    source.hold_up(notices & (notice::readable | notice::ended));
    return telling::held_up;
  }
  if (!has(notices, notice::ended))
    return telling::next;
  tell_ended(source);
  return telling::over;
}

void dispatcher::tell_reports(connection& source) {
  while (auto report = source.next_report()) {
    if (std::holds_alternative<certificate_request>(*report))
      choose_certificate(source, std::get<certificate_request>(*report).hello);
    else if (const auto* identity = std::get_if<identity_request>(&*report))
      source.decide_identity(how_.verify_client ? how_.verify_client(identity->client) : identity->client.acceptable);
    else if (const auto& told = std::get<handshake_progress>(*report); source.port() != nullptr)
      source.port()->deliver(tls_status{source.id(), told.text + told.sensitive + told.rest});
  }
}

void dispatcher::choose_certificate(connection& source, const tls::client_hello& hello) {
  if (how_.choose_certificate)
    source.use_certificate(how_.choose_certificate(hello));
  else
    source.use_certificate(tls::credentials_ptr{});
}

void dispatcher::tell_connected(connection& source) {
  if (source.connect_failure())
    return; // of `start_tls`: `disconnected` says why
  if (source.port() == nullptr) {
    handler_port::setup how;
    how.owned = !how_.shared_handler;
    how.most_unanswered = how_.unprocessed;
    how.send_limit = how_.options->send_limit;
    how.rules = how_.options->tls;
    how.handler = how_.make(home(), source.handle());
    source.handled_by(std::make_unique<handler_port>(source, source.way_out(), std::move(how)));
  }
  source.port()->deliver(connected{source.information()});
}

/// False when there may be more, and the handler has enough for now.
bool dispatcher::tell_data(connection& source) {
  for (;;) {
    auto* const port = source.port();
    if (port != nullptr && port->is_busy())
      return false;
    const auto frame = source.next_frame();
    if (!frame)
      return true;
    if (port != nullptr)
      port->deliver(data_in{source.id(), payload_of(source, *frame), frame->eol});
  }
}

void dispatcher::tell_ended(connection& source) {
  if (auto* const port = source.port(); port != nullptr) {
    port->deliver(disconnected{source.id(), problem::of(source.end_reason(), source.end_detail())});
    port->let_go();
  }
}

void dispatcher::on_removed() {
  if (!how_.draining.load(std::memory_order_seq_cst))
    return;
  if (const auto owner = how_.owner())
    caf::anon_send(owner, connection_over{});
}

void dispatcher::tell_troubles() {
  while (!troubles_.empty()) {
    const auto trouble = troubles_.front();
    troubles_.erase(troubles_.begin());
    const server_problem told{problem::of(trouble.reason), trouble.stopped};
    if (how_.observer)
      caf::anon_send(how_.observer, told);
    if (const auto owner = how_.owner())
      caf::anon_send(owner, told);
  }
}

} // namespace troupe::actors
