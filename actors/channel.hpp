#pragma once

#include <limits>

#include "troupe/actors/connection.hpp"
#include "troupe/actors/permit_pool.hpp"

namespace troupe::actors {

class broker;

/// The broker's end of one connection: its stream on the loop, and what is in between (TLS, when it comes).
///
/// Lives from the accepted socket to the closed one, which may be later than the connection: after an orderly close
/// the client gets a moment to read the last bytes (RFC 7230, 6.6, says why). Worker's thread only.
class channel final : public net::stream_handler, public net::timer_handler {
public:
  channel(broker& owner, worker& home, permit admission);
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;
  ~channel();

  /// Opens the socket on the loop for `served` and starts receiving.
  [[nodiscard]] std::error_code open(const net::accepted_socket& socket, const net::socket_options& options,
                                     actor_ref<connection> served);

  /// Sends `text` to a client that is not served, and closes. The channel is gone at once if that fails.
  void turn_away(const net::accepted_socket& socket, const std::string& text) noexcept;

  // -- the connection's side: as the calls of net::event_loop ------------------------------------------------------
  std::size_t send_now(std::string_view bytes) { return loop_.send_now(stream_, bytes); }
  void queue(std::string_view bytes) {
    flush_later();
    loop_.queue(stream_, bytes);
  }
  void queue(net::slice bytes) {
    flush_later();
    loop_.queue(stream_, std::move(bytes));
  }
  void queue(net::send_queue::file_part part) {
    flush_later();
    loop_.queue(stream_, std::move(part));
  }
  std::uint64_t drop_files() { return loop_.drop_queued_files(stream_); }
  void flush() { loop_.flush(stream_); }
  /// Differs in each turn of the worker.
  unsigned turn() const noexcept;
  std::uint64_t queued() const { return loop_.queued(stream_); }
  void start_receive() { loop_.start_receive(stream_); }
  void pause_receive() { loop_.pause_receive(stream_); }
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

  void flush_later();
  void tell_goodbye(const net::accepted_socket& socket, const std::string& text);
  void linger();
  void close_stream(net::event_loop::close_mode mode) noexcept;

  worker& worker_;
  net::event_loop& loop_;
  net::stream_id stream_ = net::stream_id::none;
  actor_ref<connection> connection_;
  broker& broker_;
  permit permit_;
  net::timer_id linger_timer_ = net::timer_id::none;
  bool lingers_ = false;
};

} // namespace troupe::actors
