#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "troupe/net/event_loop.hpp"
#include "troupe/net/gather_buffer.hpp"
#include "troupe/net/queue_writer.hpp"
#include "troupe/net/stream_table.hpp"

namespace troupe::net {

/// The streams of one `epoll_loop`: receives, writes, and keeps epoll's interest in each of them in step with what is
/// wanted. On the loop's thread. The calls that an `event_loop` has too are documented there.
class epoll_streams final {
public:
  /// Of the loop whose epoll descriptor this is; not owned.
  explicit epoll_streams(int epoll);

  [[nodiscard]] result<stream_id> open(socket_handle socket, const socket_options& options, stream_handler& handler);
  void start_receive(stream_id id);
  void pause_receive(stream_id id) noexcept;
  [[nodiscard]] std::size_t send_now(stream_id id, std::string_view bytes);
  void queue(stream_id id, std::string_view bytes);
  void queue(stream_id id, slice bytes);
  void queue(stream_id id, send_queue::file_part part);
  void flush(stream_id id);
  std::uint64_t queued(stream_id id) const noexcept;
  std::uint64_t drop_queued_files(stream_id id) noexcept;
  void finish_sending(stream_id id);
  endpoint local_endpoint(stream_id id) const;
  void close(stream_id id, event_loop::close_mode mode) noexcept;
  void send_and_close(stream_id id) noexcept;

  /// Does what a readiness calls for (EPOLLIN ..., epoll_ctl(2)) that epoll reported for a stream; one that was closed
  /// meanwhile hears nothing.
  void handle(stream_id id, std::uint32_t events);
  /// True when `report_failures` has something to do, so that the loop may not wait.
  bool has_failures() const noexcept { return !failed_.empty(); }
  /// Tells the handlers of streams whose sending has failed, after what their peers have sent before.
  void report_failures();
  /// Calls of handlers so far.
  std::size_t callbacks() const noexcept { return callbacks_; }

private:
  class write_turn;

  void receive(stream_record& stream);
  void receive_last(stream_id id);
  void write(stream_id id, stream_record& stream);
  write_outcome write_gathered(stream_record& stream);
  void queue_gathered();
  void settle(stream_id id, stream_record& stream);
  void fail(stream_id id, stream_record& stream, int error);
  void end(stream_record& stream, int error);
  stream_record* find_queued(stream_id id);

  int epoll_;
  std::size_t callbacks_ = 0;
  stream_table streams_;
  slice_builder received_;
  gather_buffer gathered_;
  std::deque<stream_id> failed_; // whose failure is still to be reported
};

} // namespace troupe::net
