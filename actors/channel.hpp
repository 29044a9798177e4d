#pragma once

#include <limits>
#include <memory>

#include "troupe/actors/connection.hpp"
#include "troupe/actors/permit_pool.hpp"
#include "troupe/actors/secure_stream.hpp"

namespace troupe::actors {

class broker;

/// The broker's end of one connection: its stream on the loop, and TLS in between if the connection speaks it.
///
/// Lives from the accepted socket to the closed one, which may be later than the connection: after an orderly close
/// the client gets a moment to read the last bytes (RFC 7230, 6.6, says why). Worker's thread only.
class channel final : public net::stream_handler, public net::timer_handler {
public:
  channel(broker& owner, worker& home, permit admission);
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;
  ~channel();

  /// Opens the socket on the loop for `served` and starts receiving: TLS by those rules, if there are any.
  [[nodiscard]] std::error_code open(const net::accepted_socket& socket, const net::socket_options& options,
                                     actor_ref<connection> served, tls::context_ptr rules);

  /// Sends `text` to a client that is not served, and closes. The channel is gone at once if that fails.
  void turn_away(const net::accepted_socket& socket, const std::string& text) noexcept;

  // -- the connection's side: as the calls of net::event_loop, of plaintext ------------------------------------------
  std::size_t send_now(std::string_view bytes) { return secure_ ? 0 : loop_.send_now(stream_, bytes); }
  template <class Item>
  void queue(Item item) {
    flush_later();
    if (secure_)
      secure_->out().queue(std::move(item));
    else
      loop_.queue(stream_, std::move(item));
  }
  std::uint64_t drop_files() { return secure_ ? secure_->out().drop_files() : loop_.drop_queued_files(stream_); }
  /// The channel, and the connection's use of it, may be over afterwards.
  void flush() {
    if (secure_)
      flush_secure();
    else
      loop_.flush(stream_);
  }
  /// The same at the end of the worker's turn.
  void flush_later();
  /// Differs in each turn of the worker.
  unsigned turn() const noexcept;
  std::uint64_t queued() const { return secure_ ? secure_->out().queued() : loop_.queued(stream_); }
  void start_receive() { loop_.start_receive(stream_); }
  void pause_receive() { loop_.pause_receive(stream_); }
  /// What is queued from now on is for TLS; what is received, from `secure_stream::take_input` on.
  void start_tls(tls::context_ptr rules);
  /// TLS, if it has begun; else nullptr.
  secure_stream* secure() noexcept { return secure_.get(); }
  /// The handshake's turn has come (worker::step_later).
  void take_step();
  /// The connection is done with the channel. `abrupt`: a reset; else the end of stream is sent, and the socket closed
  /// when the client has closed its side too, soon at the latest; at once when too many wait for that already.
  void shut(close_how how, bool client_finished) noexcept;

  /// The worker asks at the end of its turn (worker::flush_later).
  void flush_now();

  /// Where the broker keeps it.
  std::size_t place = 0;
  /// Where it is among those that the worker will ask to flush.
  static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
  std::size_t flush_place = nowhere;

private:
  void on_received(net::slice bytes) override;
  void on_sent(std::uint64_t bytes) override;
  void on_end(std::error_code reason) override;
  void on_timer(net::timer_id timer, std::uint64_t cookie) override;

  template <class Work>
  void guarded(Work work);
  void flush_secure();
  void report_sent();
  void say_goodbye(bool finished) noexcept;
  void tell_goodbye(const net::accepted_socket& socket, const std::string& text);
  void linger();
  void close_stream(net::event_loop::close_mode mode) noexcept;

  worker& worker_;
  net::event_loop& loop_;
  net::stream_id stream_ = net::stream_id::none;
  actor_ref<connection> connection_;
  std::unique_ptr<secure_stream> secure_;
  broker& broker_;
  permit permit_;
  net::timer_id linger_timer_ = net::timer_id::none;
  bool lingers_ = false;
  bool stream_ended_ = false;
};

} // namespace troupe::actors
