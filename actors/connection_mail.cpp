#include <utility>

#include "troupe/actors/connection.hpp"
#include "troupe/actors/handler_port.hpp"

// What stands between a connection and those who write to it by messages.

namespace troupe::actors {

void connection::enqueue(caf::mailbox_element_ptr message, caf::execution_unit* unit) {
  if (gate_ && !gate_->admit(*message))
    return refuse_mail(*message);
  bound_actor::enqueue(std::move(message), unit);
}

void connection::enqueue(caf::strong_actor_ptr from, caf::message_id id, caf::message content,
                         caf::execution_unit* unit) {
  enqueue(caf::make_mailbox_element(std::move(from), id, {}, std::move(content)), unit);
}

/// On the writer's thread: it did not get in.
void connection::refuse_mail(caf::mailbox_element& message) {
  const bool waits = gate_->policy() == overflow_policy::wait;
  if (message.sender) {
    const write_result result{waits ? write_status::would_block : write_status::dropped, out_.pending()};
    const auto id = message.mid.is_request() ? message.mid.response_id() : caf::make_message_id();
    message.sender->enqueue(ctrl(), id, caf::make_message(result), nullptr);
  }
  if (!waits)
    return;
  gate_->refuse(message.sender);
  // Room that came between the refusal and the wish for it would never be noticed.
  if (gate_->is_calm() && out_.ask())
    post(room_wanted{});
}

void connection::end_write(std::size_t bytes) {
  gate_->leave(bytes);
  if (gate_->has_refused() && gate_->is_calm())
    admit_refused();
}

/// Those who were refused before the mailbox are told with those who were refused behind it.
void connection::admit_refused() {
  if (!gate_ || !port_ || !gate_->has_refused())
    return;
  for (const auto& writer : gate_->take_refused())
    port_->remember(writer);
  if (out_.full())
    out_.refuse(false, when_full::report);
  else
    port_->tell_room();
}

void connection::end_order() {
  if (gate_->end_order())
    resume_events();
}

void connection::close_now(close_how how) {
  if (out_.underway())
    return disconnect(how);
  out_.close();
  begin_close(how, {});
}

} // namespace troupe::actors
