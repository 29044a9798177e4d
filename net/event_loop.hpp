#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include "troupe/net/block.hpp"
#include "troupe/net/endpoint.hpp"
#include "troupe/net/send_queue.hpp"
#include "troupe/net/socket_options.hpp"

namespace troupe::net {

/// The clock of loops, timers and deadlines. Only a loop reads it; everyone else is given the time.
using loop_clock = std::chrono::steady_clock;

/// A socket as its network knows it: a descriptor for the kernel's, a number for the simulated one.
using socket_handle = int;

/// One open stream of one loop. Never used again for another stream.
enum class stream_id : std::uint64_t { none = 0 };

/// One started timer of one loop. Never used again.
enum class timer_id : std::uint64_t { none = 0 };

/// A connection that a listener accepted; whoever has it must open it on a loop or close it at its network.
struct accepted_socket {
  socket_handle socket = -1;
  endpoint remote;
  std::optional<endpoint> local; ///< when the listener's address says it: nobody need ask the kernel
};

/// Told what happens to one stream, on the loop's thread, out of `run_once` and nothing else.
class stream_handler {
public:
  /// Bytes came in. Never empty. The handler may call anything of the loop, `close` of this stream included.
  virtual void on_received(slice bytes) = 0;
  /// `bytes` of what was queued have been handed to the kernel. The one call that also comes out of `flush`.
  virtual void on_sent(std::uint64_t bytes) = 0;
  /// Nothing more will be received: end of stream (no error), or the stream failed and can't send either. Once, or
  /// twice when sending fails after the end of stream. The stream stays open until it is closed.
  virtual void on_end(std::error_code reason) = 0;

protected:
  ~stream_handler() = default;
};

/// Told what a listener accepts, on the loop's thread, out of `run_once`.
class accept_handler {
public:
  /// The handler owns the socket from now on.
  virtual void on_accepted(const accepted_socket& socket) = 0;
  /// accept(2) failed in a way that concerns more than one client (EMFILE, ENFILE, ENOBUFS, ENOMEM ...). The loop goes
  /// on trying at every `run_once`: to wait, the handler calls `stop_accepting`.
  virtual void on_accept_failed(std::error_code reason) = 0;

protected:
  ~accept_handler() = default;
};

/// Told that a timer expired, on the loop's thread, out of `run_once`.
class timer_handler {
public:
  virtual void on_timer(timer_id timer, std::uint64_t cookie) = 0;

protected:
  ~timer_handler() = default;
};

/// Sockets and timers of one thread, completion style: what was started calls back when it is done.
///
/// Every call but `wake` belongs to the thread that runs the loop. `run_once` may be called again out of a callback
/// (a synchronous Send waits that way); a stream closed meanwhile hears nothing more. Backends: `epoll_loop`,
/// `simulated_loop`; io_uring fits the same calls.
class event_loop {
public:
  event_loop() = default;
  event_loop(const event_loop&) = delete;
  event_loop& operator=(const event_loop&) = delete;
  virtual ~event_loop() = default;

  /// Accepts from `listener` in bounded batches. Several loops may accept from the same listener.
  [[nodiscard]] virtual std::error_code accept(socket_handle listener, accept_handler& handler) = 0;
  /// No further accepts on this loop; the listener stays open, its clients wait in the backlog.
  virtual void stop_accepting(socket_handle listener) noexcept = 0;

  /// Takes over a connected socket. Nothing is received until `start_receive`. On error the socket is closed.
  [[nodiscard]] virtual result<stream_id> open(socket_handle socket, const socket_options& options,
                                               stream_handler& handler) = 0;
  virtual void start_receive(stream_id stream) = 0;
  /// Nothing is received until `start_receive`, so that TCP pushes back; an end of stream is not seen either. A reset
  /// is: then what had arrived before comes all the same, and `on_end`.
  virtual void pause_receive(stream_id stream) = 0;

  /// Hands bytes to the kernel at once if nothing is queued before them; how many it took. Never blocks.
  [[nodiscard]] virtual std::size_t send_now(stream_id stream, std::string_view bytes) = 0;
  /// Queues a copy of the bytes, gathered with what is queued already; written by `flush`. Throws `std::bad_alloc`, as
  /// the other two, and has queued nothing then.
  virtual void queue(stream_id stream, std::string_view bytes) = 0;
  /// Queues the bytes by reference; written by `flush`.
  virtual void queue(stream_id stream, slice bytes) = 0;
  /// Queues part of a file; written by `flush`, with sendfile(2) where the backend has it.
  virtual void queue(stream_id stream, send_queue::file_part part) = 0;
  /// Writes what is queued, now as far as the kernel takes it, the rest as it becomes writable.
  virtual void flush(stream_id stream) = 0;
  /// Bytes queued and not yet handed to the kernel.
  virtual std::uint64_t queued(stream_id stream) const noexcept = 0;
  /// Drops the files that are queued, not the bytes; how many bytes of them went.
  virtual std::uint64_t drop_queued_files(stream_id stream) noexcept = 0;
  /// Sends the end of stream (shutdown(2), SHUT_WR) after everything queued.
  virtual void finish_sending(stream_id stream) = 0;

  /// The local address of the stream, for LocalAddress.
  virtual endpoint local_endpoint(stream_id stream) const = 0;
  /// Closes; drops what is queued. No callback comes after it. `reset`: with an RST (SO_LINGER, 0 s).
  enum class close_mode { orderly, reset };
  virtual void close(stream_id stream, close_mode mode) noexcept = 0;
  /// Hands the kernel what is queued, as far as it takes it in one turn of writing, and closes. Small writes leave in
  /// one packet with the end of the stream. No callback.
  virtual void send_and_close(stream_id stream) noexcept = 0;

  /// Calls back once, `delay` from `now()`; a resolution of a few milliseconds, never early.
  virtual timer_id start_timer(loop_clock::duration delay, timer_handler& handler, std::uint64_t cookie) = 0;
  virtual void cancel_timer(timer_id timer) noexcept = 0;
  /// The time as of the last poll, or of `look_at_clock`.
  virtual loop_clock::time_point now() const noexcept = 0;
  /// Brings `now` up to date, after something that may have taken its time. Timers expire by the time of the poll all
  /// the same: what has arrived meanwhile and waits in the kernel comes first.
  virtual void look_at_clock() noexcept = 0;

  /// Waits for something to happen, at most `longest`, and calls back for what did; how many callbacks.
  virtual std::size_t run_once(loop_clock::duration longest) = 0;
  /// Makes the current or the next `run_once` return at once. Any thread, also out of a signal handler.
  virtual void wake() noexcept = 0;
};

} // namespace troupe::net
