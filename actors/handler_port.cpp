#include "troupe/actors/handler_port.hpp"

#include <algorithm>
#include <utility>

#include <caf/send.hpp>

#include "troupe/actors/connection.hpp"
#include "troupe/actors/worker.hpp"

namespace troupe::actors {

namespace {

// Up to this size a copy beside other small answers is cheaper than a reference of its own.
constexpr std::size_t copied_size = 512;
// What is handed on can't be dropped any more: little, while older messages may be.
constexpr std::uint64_t most_handed_on = 16 * 1024;

} // namespace

handler_port::handler_port(connection& source, outlet& way_out, setup how)
  : connection_(source), out_(way_out), how_(std::move(how)) {
  // One that handles all connections is watched by the server's actor, for all of them.
  if (how_.owned)
    connection_.monitor(how_.handler.handle);
}

handler_port::~handler_port() = default;

// -- the handler -------------------------------------------------------------------------------------------------

template <class Message>
void handler_port::deliver(Message message) {
  if (!how_.handler.handle)
    return;
  // What was sent before comes first.
  if (how_.handler.here == nullptr || unanswered_ > 0)
    return ask(std::move(message));
  caf::mailbox_element_vals<Message> element{
    caf::strong_actor_ptr{connection_.ctrl()}, caf::make_message_id(), {}, std::move(message)};
  // It is let go in the midst of this, if it ends.
  const auto keep = how_.handler.handle;
  const auto done = how_.handler.here->activate(&connection_.home(), element);
  if (done == caf::scheduled_actor::activation_result::skipped)
    // The handler waits for something else first: it finds the message in its mailbox then.
    ask(std::move(element.content().template get_mutable_as<Message>(0)));
}

template <class Message>
void handler_port::ask(Message message) {
  connection_.request(how_.handler.handle, caf::infinite, std::move(message))
    .then([this] { on_answer(); }, [this](const caf::error&) { on_answer(); });
  ++unanswered_;
}

template void handler_port::deliver(connected);
template void handler_port::deliver(data_in);
template void handler_port::deliver(disconnected);
template void handler_port::deliver(tls_status);

void handler_port::on_answer() {
  --unanswered_;
  if (unanswered_ <= how_.most_unanswered / 2)
    connection_.resume_events();
}

void handler_port::let_go() {
  auto gone = std::exchange(how_.handler, {});
  if (!gone.handle || !how_.owned)
    return;
  if (gone.here != nullptr) {
    // Whatever it makes of exit messages: its loop may not outlive it for long.
    if (!gone.here->getf(caf::abstract_actor::is_cleaned_up_flag)) {
      gone.here->context(&connection_.home());
      gone.here->quit(caf::exit_reason::normal);
      gone.here->finalize();
    }
  } else {
    // Behind what was sent to it: CAF's own exit messages overtake others.
    caf::anon_send(gone.handle, caf::exit_msg{connection_.address(), caf::exit_reason::user_shutdown});
  }
}

// -- writers -----------------------------------------------------------------------------------------------------

write_result handler_port::write(net::slice bytes) {
  auto& box = connection_.out();
  if (!box.accepts())
    return refused(write_status::closed);
  const auto size = bytes.size();
  if (how_.overflow == overflow_policy::drop_oldest) {
    box.add(size);
    waiting_.push_back(std::move(bytes));
    while (box.pending() > how_.send_limit && waiting_.size() > 1) {
      box.release(waiting_.front().size());
      waiting_.pop_front();
    }
    refill();
    return {write_status::accepted, box.pending()};
  }
  if (!fits(size))
    return refused(how_.overflow == overflow_policy::wait ? write_status::would_block : write_status::dropped);
  box.add(size);
  queue(std::move(bytes));
  return {write_status::accepted, box.pending()};
}

write_result handler_port::write(net::send_queue::file_part part) {
  auto& box = connection_.out();
  if (!box.accepts())
    return refused(write_status::closed);
  if (how_.overflow == overflow_policy::drop_oldest)
    send_rest();
  else if (!fits(part.length))
    return refused(how_.overflow == overflow_policy::wait ? write_status::would_block : write_status::dropped);
  box.add(part.length);
  out_.queue(std::move(part));
  return {write_status::accepted, box.pending()};
}

/// As long as less than the limit waits, the whole message is taken: one that is longer than the limit, too.
bool handler_port::fits(std::uint64_t) {
  if (!connection_.out().full())
    return true;
  // What is queued is offered to the kernel before the budget counts as full.
  static_cast<void>(out_.reserve(1));
  if (!connection_.out().full())
    return true;
  if (how_.overflow == overflow_policy::wait)
    connection_.out().refuse(false, when_full::report);
  else if (how_.overflow == overflow_policy::disconnect)
    connection_.post(abort_connection{std::make_error_code(std::errc::no_buffer_space),
                                      "the client does not read what is sent to it", close_how::abrupt});
  return false;
}

void handler_port::queue(net::slice bytes) {
  if (bytes.size() > copied_size)
    return out_.queue(std::move(bytes));
  out_.queue_copy(bytes.view());
}

void handler_port::refill() {
  while (!waiting_.empty() && out_.queued() < most_handed_on) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    queue(std::move(next));
  }
}

void handler_port::send_rest() {
  for (auto& bytes : std::exchange(waiting_, {}))
    queue(std::move(bytes));
}

write_result handler_port::refused(write_status why) const {
  return {why, connection_.out().pending()};
}

void handler_port::remember(const caf::strong_actor_ptr& writer) {
  if (writer && std::find(refused_.begin(), refused_.end(), writer) == refused_.end())
    refused_.push_back(writer);
}

template <class Message>
void handler_port::tell_refused(const Message& message) {
  for (const auto& writer : std::exchange(refused_, {}))
    writer->enqueue(connection_.ctrl(), caf::make_message_id(), caf::make_message(message), nullptr);
}

void handler_port::tell_room() {
  tell_refused(ready_to_send{connection_.id()});
}

void handler_port::tell_closed() {
  // The handler learns it in its own way.
  const auto handler = caf::actor_cast<caf::strong_actor_ptr>(how_.handler.handle);
  refused_.erase(std::remove(refused_.begin(), refused_.end(), handler), refused_.end());
  tell_refused(write_result{write_status::closed, 0});
}

} // namespace troupe::actors
