#pragma once

#include <optional>
#include <string_view>

#include "troupe/actors/bound_actor.hpp"
#include "troupe/actors/connection_settings.hpp"
#include "troupe/actors/intake.hpp"
#include "troupe/actors/mail_gate.hpp"
#include "troupe/actors/messages.hpp"
#include "troupe/actors/outbox.hpp"
#include "troupe/actors/outlet.hpp"
#include "troupe/actors/security.hpp"
#include "troupe/actors/server_options.hpp"

namespace troupe::actors {

class channel;
class handler_port;
class worker;

/// What happened to a connection and was not yet reported to the application. In the order of reporting.
enum class notice : std::uint8_t {
  none = 0,
  security = 1,      ///< `next_report()` has something of TLS
  connected = 2,     ///< it is established, or failed to be: `connect_failure()`
  ready_to_send = 4, ///< there is room again after a send that took nothing
  readable = 8,      ///< `next_frame()` may have something
  ended = 16         ///< it is closed: `end_reason()`
};

/// One client. Gets what the broker received, cuts it into frames, keeps the send budget, and reports to its worker's
/// sink.
///
/// Frames are pulled (`next_frame`), so that a change of the framing or a pause inside an event holds for the very next
/// byte. What is marked "any thread" may be called from everywhere; all else belongs to the worker's thread, outside
/// of this actor's turn.
class connection final : public bound_actor {
public:
  connection(caf::actor_config& config, worker& home, connection_id id, const net::endpoint& remote,
             const server_options& options);
  ~connection() override;

  const char* name() const override { return "troupe.connection"; }
  caf::behavior make_behavior() override;
  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* unit) override;
  void enqueue(caf::strong_actor_ptr from, caf::message_id id, caf::message content,
               caf::execution_unit* unit) override;

  // -- any thread --------------------------------------------------------------------------------------------------
  connection_id id() const noexcept { return id_; }
  const net::endpoint& remote() const noexcept { return remote_; }
  const net::endpoint& local() const noexcept { return local_; }
  worker& place() const noexcept { return worker_; }
  connection_settings& settings() noexcept { return settings_; }
  /// True once its end was reported: the id is invalid.
  bool gone() const noexcept { return gone_.load(std::memory_order_acquire); }
  void mark_gone() noexcept { gone_.store(true, std::memory_order_release); }
  bool connected() const noexcept { return connected_.load(std::memory_order_acquire); }
  /// What the TLS handshake has agreed on; nullptr before it is complete, and without TLS.
  std::shared_ptr<const tls::session_info> session() const;
  /// True once the client has sent something.
  bool has_received() const noexcept { return in_.has_received(); }
  /// False while paused. The documented AcceptData.
  bool accepts_data() const noexcept { return !in_.paused(); }

  /// What its senders share. To queue bytes is the business of the calls below.
  outbox& out() noexcept { return out_; }
  /// Queues as much as the send budget allows; how many bytes. `ready_to_send` is reported only if it took none. On the
  /// own thread also straight to the kernel.
  std::size_t write(std::string_view bytes, when_full then = when_full::report);
  /// Queues part of a file; false when the budget is used up.
  bool write(net::send_queue::file_part part, when_full then = when_full::report);
  /// Room for up to `wanted` bytes. On the own thread what is queued is offered to the kernel before there is none.
  reservation reserve(std::size_t wanted);
  /// Queues `bytes` of those that were reserved here, and gives back the others; false: the connection is closed.
  bool write_reserved(reservation& room, std::string_view bytes);
  /// Remembers that a sender went away with less than it wanted.
  void refuse_write(bool took_some, when_full then);
  /// Ends reception at once, or goes on with what was held back. Nothing is lost.
  void pause(bool paused);
  /// Takes nothing to send from now on, and closes.
  void disconnect(close_how how);
  /// Drops the files that wait to be sent, and ends the wait of synchronous senders.
  void interrupt();
  /// Lets `change` alter the framing, also for what was received before and not yet delivered.
  template <class Change>
  void change_framing(Change change) {
    settings_.change_framing(change);
    tell(reception_changed{});
  }
  /// Changes the idle timeout, in seconds; 0: none.
  void idle_timeout(int seconds);
  /// Begins TLS: with what is sent from now on, and with the first byte that has not been delivered yet (RFC 3207, 4.2:
  /// nothing that came before is taken for protected data). False: it speaks TLS already. `connected` is reported when
  /// the handshake is complete.
  bool start_tls(tls::context_ptr rules);

  // -- the broker's side, own thread ----------------------------------------------------------------------------------
  /// The connection is open on `stream_side`; reports `connected` and `ready_to_send`, without TLS at once.
  void serve(channel& stream_side, const net::endpoint& local);
  /// The connection could not be opened: reports `connected` with the reason.
  void fail(std::error_code reason);
  /// The channel is gone, with its broker.
  void lose_channel(std::error_code reason);
  /// Nothing more will be received.
  void hear_end(receive_ended message);
  /// The kernel took bytes.
  void sent(std::uint64_t bytes);
  /// TLS has something to tell the application.
  void report(secure_report what);
  /// The handshake is complete.
  void secured(std::shared_ptr<const tls::session_info> agreed);
  /// Something outside of its turns has thrown that concerns it alone: it ends as if that had been in one of them.
  void break_off() noexcept;
  /// A step of the handshake may be made (worker::step_later).
  void take_step();
  /// Ends it if it is still in its handshake.
  void end_handshake() noexcept;
  /// True when it has ended; its channel is gone.
  bool is_closed() const noexcept { return phase_ == phase::closed; }

  // -- the sink's side, own thread ------------------------------------------------------------------------------------
  /// The notices since the last call.
  notice take_notices() noexcept { return std::exchange(notices_, notice::none); }
  bool has_notices() const noexcept { return notices_ != notice::none; }
  /// The next piece of what was received, by the framing in force now; none while paused. Valid until the next call.
  std::optional<net::frame> next_frame();
  /// Why the connection ended or failed; no error: normally.
  std::error_code end_reason() const noexcept { return end_reason_; }
  /// What that alone does not say; "" mostly.
  std::string end_detail() const { return security_ ? security_->detail : std::string{}; }
  /// Why it could not be established, or TLS could not; no error: it was.
  std::error_code connect_failure() const noexcept {
    return !was_connected_ || (security_ && security_->failed) ? end_reason_ : std::error_code{};
  }
  /// Whether `connected` was, or is to be, reported without a failure once.
  bool was_connected() const noexcept { return was_connected_; }
  /// The next thing that TLS has to tell, in order.
  std::optional<secure_report> next_report();
  /// Answers a `certificate_request`: with the server's own (nullptr), another, or the reason why there is none.
  void use_certificate(tls::result<tls::credentials_ptr> chosen);
  /// Answers an `identity_request`.
  void decide_identity(bool accepted);
  /// True while an event of this connection is being handled; no second one may begin then.
  bool in_event() const noexcept { return in_event_; }
  void in_event(bool value) noexcept { in_event_ = value; }
  /// True while nothing more can be sent before that event has been handled: the handshake waits for it. Own thread.
  bool handshake_waits_for_event() const noexcept { return in_event_ && speaks_tls_ && session_ == nullptr; }
  /// The same for longer: `undone` of the notices, and all that follow, are told after `resume_events`.
  void hold_up(notice undone) noexcept {
    notices_ = static_cast<notice>(bits(notices_) | bits(undone));
    held_up_ = true;
  }
  void resume_events();

  // -- message-driven handlers, own thread ----------------------------------------------------------------------------
  /// From now on it is handled by that actor, until the port is let go.
  void handled_by(std::unique_ptr<handler_port> port);
  /// The actor that handles it has ended: it is closed, after what is queued was sent.
  void lose_handler();
  /// nullptr: it has no handler, or none any more.
  handler_port* port() noexcept { return port_.get(); }
  outlet& way_out() noexcept { return outlet_; }
  /// The text of the frame that `next_frame` returned last, to be kept.
  net::slice share(const net::frame& last) const { return in_.share(last); }
  /// Before its mailbox; nullptr where connections take no messages of others'.
  mail_gate* gate() noexcept { return gate_.get(); }
  /// A write of that many bytes, or an order, has been handled.
  void end_write(std::size_t bytes);
  void end_order();
  /// As `disconnect`, from within its turn.
  void close_now(close_how how);
  caf::actor handle() const { return caf::actor_cast<caf::actor>(ctrl()); }
  connection_info information() const;

  // -- the idle supervisor's side, own thread -------------------------------------------------------------------------
  /// When the connection must be ended if nothing happens before; none: never.
  std::optional<net::loop_clock::time_point> deadline() const;
  /// Ends it at that deadline, with the timeout's error.
  void expire() { tell(abort_connection{std::make_error_code(std::errc::timed_out)}); }

private:
  enum class phase : std::uint8_t { opening, securing, open, draining, closed };

  void on_hot(caf::mailbox_element& message) override;
  void on_exit() override;

  void receive(net::slice bytes);
  static constexpr std::uint8_t bits(notice set) noexcept { return static_cast<std::uint8_t>(set); }
  void wake_sink();
  void refuse_mail(caf::mailbox_element& message);
  void admit_refused();
  static bool is_gone(const std::error_code& reason) noexcept;
  void end_reception(receive_ended& message);
  void keep_detail(std::string text);
  template <class Waiting>
  void queue_arrived(Waiting what);
  void end_drain();
  template <class Message>
  void tell_in_order(Message message);
  void drop_queued_files();
  void establish();
  void abort(abort_connection& message);
  void begin_tls(tls::context_ptr rules);
  static std::unique_ptr<security> make_security();
  void await_handshake();
  void hand_rest_to_tls();
  void begin_close(close_how how, std::error_code reason);
  void complete_close(close_how how, std::error_code reason);
  void offer_room();
  void note(notice what);
  void touch();
  void be_watched();

  // Hot: touched for every message.
  worker& worker_;
  channel* channel_ = nullptr;
  intake in_;
  phase phase_ = phase::opening;
  notice notices_ = notice::none;
  bool in_event_ = false;
  bool held_up_ = false;
  bool linger_;
  bool was_connected_ = false;
  std::atomic<bool> connected_{false};
  std::atomic<bool> speaks_tls_{false};
  std::atomic<bool> gone_{false};
  net::loop_clock::time_point last_activity_{};
  outbox out_;
  outlet outlet_{out_};
  std::unique_ptr<handler_port> port_;
  std::unique_ptr<mail_gate> gate_;
  // Cold.
  connection_id id_;
  net::endpoint remote_;
  net::endpoint local_;
  std::error_code end_reason_;
  std::chrono::duration<std::int32_t> drain_limit_; // in short: thousands of idle connections keep both
  std::chrono::duration<std::int32_t> handshake_limit_;
  connection_settings settings_;
  std::unique_ptr<security> security_;
  std::shared_ptr<const tls::session_info> session_; // of worker::guard; written by the own thread
};

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

constexpr notice operator|(notice a, notice b) noexcept {
  return static_cast<notice>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr notice operator&(notice a, notice b) noexcept {
  return static_cast<notice>(static_cast<std::uint8_t>(a) & static_cast<std::uint8_t>(b));
}
constexpr bool has(notice set, notice one) noexcept {
  return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(one)) != 0;
}

} // namespace troupe::actors
