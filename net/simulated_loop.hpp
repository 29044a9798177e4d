#pragma once

#include <atomic>
#include <map>
#include <memory>

#include "troupe/net/simulated_kernel.hpp"
#include "troupe/net/simulated_stream.hpp"
#include "troupe/net/timer_wheel.hpp"

namespace troupe::net {

/// The `event_loop` of a `simulated_network`: in memory, deterministic, in virtual time.
///
/// What happens is called back in the order in which it happened, then the timers that are due; the same calls give
/// the same callbacks. One thread drives the network, all its loops and all its clients; only `wake` is for any thread.
///
/// With nothing to call back, `run_once` moves the network's time to this loop's next timer, or by `longest`, and runs
/// the scheduled actions on the way; it never really waits. Timers of other loops fire when those run. Without
/// automatic time (`simulated_network::auto_advance`), or when it would wait for ever, it returns at once.
///
/// A client reads its window before each turn of its stream; what a stalled one does not read fills the window. A
/// failed send is reported after what the client had sent before, to a paused stream at once; what was queued is
/// dropped.
class simulated_loop final : public event_loop, private client_watcher {
public:
  explicit simulated_loop(std::shared_ptr<simulated_kernel> kernel);
  /// Closes its streams.
  ~simulated_loop() override;

  /// Errors: `bad_file_descriptor`: no such listener; `file_exists`: accepts from it already.
  std::error_code accept(socket_handle listener, accept_handler& handler) override;
  void stop_accepting(socket_handle listener) noexcept override;

  /// Errors: `bad_file_descriptor`: no such socket, or opened before; and what was ordered.
  result<stream_id> open(socket_handle socket, const socket_options& options, stream_handler& handler) override;
  void start_receive(stream_id id) override {
    if (auto* stream = find(id))
      stream->start_receive();
  }
  void pause_receive(stream_id id) override {
    if (auto* stream = find(id))
      stream->pause_receive();
  }

  std::size_t send_now(stream_id id, std::string_view bytes) override {
    auto* stream = find(id);
    return stream == nullptr ? 0 : stream->send_now(bytes);
  }
  void queue(stream_id stream, std::string_view bytes) override;
  void queue(stream_id stream, slice bytes) override;
  void queue(stream_id stream, send_queue::file_part part) override;
  void flush(stream_id stream) override;
  std::uint64_t queued(stream_id id) const noexcept override {
    const auto* stream = find(id);
    return stream == nullptr ? 0 : stream->queued();
  }
  std::uint64_t drop_queued_files(stream_id id) noexcept override {
    auto* stream = find(id);
    return stream == nullptr ? 0 : stream->drop_files();
  }
  void finish_sending(stream_id id) override {
    if (auto* stream = find(id))
      stream->finish_sending();
  }

  endpoint local_endpoint(stream_id stream) const override;
  void close(stream_id stream, close_mode mode) noexcept override;
  void send_and_close(stream_id stream) noexcept override;

  timer_id start_timer(loop_clock::duration delay, timer_handler& handler, std::uint64_t cookie) override;
  void cancel_timer(timer_id timer) noexcept override { timers_.cancel(timer); }
  loop_clock::time_point now() const noexcept override { return now_; }
  void look_at_clock() noexcept override { now_ = kernel_->time.now(); }

  std::size_t run_once(loop_clock::duration longest) override;
  void wake() noexcept override { woken_.store(true, std::memory_order_release); }

private:
  class reporting_mark;

  struct acceptor {
    accept_handler* handler;
    std::uint64_t failed_turn; // No second try in a turn in which one failed.
  };

  void on_client(socket_handle listener) override;

  simulated_stream* find(stream_id id) const noexcept {
    const auto found = streams_.find(id);
    return found == streams_.end() ? nullptr : found->second.get();
  }
  std::error_code begin_open(socket_handle socket);
  std::size_t turn();
  std::size_t wait(loop_clock::duration longest);
  std::size_t call_back();
  std::size_t accept_client(simulated_event event);
  std::size_t receive(simulated_stream& stream);
  std::size_t write(stream_id id, simulated_stream& stream);
  std::size_t report_sent(stream_id id, simulated_stream& stream, std::uint64_t sent);
  std::size_t report_failure(simulated_stream& stream);

  std::shared_ptr<simulated_kernel> kernel_;
  simulated_events events_;
  std::map<socket_handle, acceptor> acceptors_;
  std::map<stream_id, std::unique_ptr<simulated_stream>> streams_;
  std::uint64_t next_stream_ = 1;
  loop_clock::time_point now_;
  timer_wheel timers_;
  slice_builder received_;
  slice_builder small_writes_;
  std::uint64_t turns_ = 0;
  std::atomic<bool> woken_{false};
};

} // namespace troupe::net
