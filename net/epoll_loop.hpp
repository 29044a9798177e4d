#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "troupe/net/descriptor.hpp"
#include "troupe/net/epoll_listeners.hpp"
#include "troupe/net/epoll_streams.hpp"
#include "troupe/net/timer_wheel.hpp"

namespace troupe::net {

/// The event loop on epoll(7), level-triggered. Sockets must be non-blocking, as accept gives them.
///
/// Owes the kernel no more than a bare loop: one recv(2) a readiness, one send(2) a flush, and epoll_ctl(2) only when
/// a stream starts to receive, when its socket is full, and when that is over. A pause is lazy: epoll is told when
/// bytes come in all the same. A stream about which epoll could tell nothing that is wanted is taken out of it, as a
/// hang-up is reported to every stream in it, again and again.
///
/// A send that fails is remembered and reported by the next `run_once`, after what the peer has sent before; on a
/// paused stream at once. Exceptions of handlers leave `run_once`; what was not handled comes again.
class epoll_loop final : public event_loop {
public:
  /// A loop for one thread. Errors: as epoll_create1(2), eventfd(2), epoll_ctl(2).
  [[nodiscard]] static result<std::unique_ptr<epoll_loop>> make();
  /// Closes the streams that are open. Not out of a callback.
  ~epoll_loop() override = default;

  [[nodiscard]] std::error_code accept(socket_handle listener, accept_handler& handler) override {
    return listeners_.add(listener, handler);
  }
  void stop_accepting(socket_handle listener) noexcept override { listeners_.remove(listener); }

  [[nodiscard]] result<stream_id> open(socket_handle socket, const socket_options& options,
                                       stream_handler& handler) override {
    return streams_.open(socket, options, handler);
  }
  void start_receive(stream_id stream) override { streams_.start_receive(stream); }
  void pause_receive(stream_id stream) override { streams_.pause_receive(stream); }

  [[nodiscard]] std::size_t send_now(stream_id stream, std::string_view bytes) override {
    return streams_.send_now(stream, bytes);
  }
  void queue(stream_id stream, std::string_view bytes) override { streams_.queue(stream, bytes); }
  void queue(stream_id stream, slice bytes) override { streams_.queue(stream, std::move(bytes)); }
  void queue(stream_id stream, send_queue::file_part part) override { streams_.queue(stream, std::move(part)); }
  void flush(stream_id stream) override { streams_.flush(stream); }
  std::uint64_t queued(stream_id stream) const noexcept override { return streams_.queued(stream); }
  std::uint64_t drop_queued_files(stream_id stream) noexcept override { return streams_.drop_queued_files(stream); }
  void finish_sending(stream_id stream) override { streams_.finish_sending(stream); }

  endpoint local_endpoint(stream_id stream) const override { return streams_.local_endpoint(stream); }
  void close(stream_id stream, close_mode mode) noexcept override { streams_.close(stream, mode); }
  void send_and_close(stream_id stream) noexcept override { streams_.send_and_close(stream); }

  timer_id start_timer(loop_clock::duration delay, timer_handler& handler, std::uint64_t cookie) override;
  void cancel_timer(timer_id timer) noexcept override { timers_.cancel(timer); }
  loop_clock::time_point now() const noexcept override { return now_; }
  void look_at_clock() noexcept override;

  std::size_t run_once(loop_clock::duration longest) override;
  void wake() noexcept override;

private:
  epoll_loop(descriptor epoll, descriptor wake_up);

  int timeout(loop_clock::duration longest) const noexcept;

  descriptor epoll_;
  descriptor wake_up_;
  std::atomic<bool> woken_{false};
  loop_clock::time_point now_;
  unsigned full_polls_ = 0;   // one after the other
  std::size_t callbacks_ = 0; // of listeners and timers
  epoll_listeners listeners_;
  epoll_streams streams_;
  timer_wheel timers_;
};

} // namespace troupe::net
