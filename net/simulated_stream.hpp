#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>

#include <sys/uio.h>

#include "troupe/net/simulated_faults.hpp"
#include "troupe/net/simulated_link.hpp"

namespace troupe::net {

/// Something that a simulated loop has to call back for.
struct simulated_event {
  enum class kind_t {
    client,   ///< in the backlog of a listener
    readable, ///< bytes, the end or an error to receive
    writable, ///< what is queued can go on, or was sent and not yet reported
    failed,   ///< sending failed: `on_end` is due
  };
  kind_t kind;
  std::uint64_t subject; ///< the handle of the listener, or the number of the stream
};

/// In the order in which things happened.
using simulated_events = std::deque<simulated_event>;

/// The server's end of a simulated connection, as a loop has opened it: what is queued, and what is to be reported.
///
/// It adds to the loop's events what becomes due, each kind once until it was `handled`; it calls no handler.
class simulated_stream final : public link_observer {
public:
  using kind_t = simulated_event::kind_t;

  /// `faults` and `events` outlive the stream; `number` is its subject in the events.
  simulated_stream(std::uint64_t number, socket_handle socket, std::shared_ptr<simulated_link> link,
                   stream_handler& handler, simulated_faults& faults, simulated_events& events);
  simulated_stream(const simulated_stream&) = delete;
  simulated_stream& operator=(const simulated_stream&) = delete;
  ~simulated_stream();

  stream_handler& handler() const noexcept { return handler_; }
  socket_handle socket() const noexcept { return socket_; }
  simulated_link& link() const noexcept { return *link_; }

  void start_receive();
  void pause_receive();

  /// What one receive gave: bytes, or the end with its reason, or nothing.
  struct received {
    slice bytes;
    bool ended = false;
    std::error_code reason;
  };
  /// Throws `std::bad_alloc`; nothing is lost then.
  received receive(slice_builder& blocks);

  std::size_t send_now(std::string_view bytes);
  template <class Item>
  void queue(Item item) {
    if (!failure_)
      output_.append(std::move(item));
  }
  std::uint64_t queued() const noexcept { return output_.bytes(); }
  std::uint64_t drop_files() noexcept;
  /// Whether a flush is to `write` now: not while a short write waits, nor out of `on_sent`, as that might never end;
  /// a later event does it then.
  bool begin_flush();
  /// Around the call of `on_sent`.
  void reporting(bool value) noexcept { reporting_ = value; }
  /// Writes what is queued as far as it goes. Throws `std::bad_alloc`; what was sent until then is still reported.
  void write();
  /// Bytes written and not yet reported; they count as reported from now on.
  std::uint64_t take_sent() noexcept;
  /// What there is room for now, before it is closed.
  void write_last() noexcept;
  void finish_sending();

  /// The event of this kind was taken off the loop's events; another is added if there is more to do.
  void handled(kind_t kind);
  /// Adds the events that are due.
  void on_link_changed() override;
  /// Whether `on_end` is to be called now for a failure to send, and counts as called: not before what the client has
  /// sent was received, unless the stream is paused.
  bool take_failure() noexcept;
  std::error_code failure() const noexcept { return failure_; }

private:
  /// A stream that was reset is read to its end, paused or not.
  bool reads() const noexcept { return !ended_ && (receiving_ || link_->server_was_reset()); }
  bool due(kind_t kind) const noexcept;
  std::size_t transmit(const iovec* entries, int count);
  std::size_t transmit_file(const send_queue::file_part& part);
  received end(std::error_code reason) noexcept;
  void fail(std::error_code reason) noexcept;
  void finish_if_written() noexcept;

  std::uint64_t number_;
  socket_handle socket_;
  std::shared_ptr<simulated_link> link_;
  stream_handler& handler_;
  simulated_faults& faults_;
  simulated_events& events_;
  send_queue output_;
  std::error_code failure_;
  std::uint64_t unreported_ = 0;
  unsigned announced_ = 0; // A bit for each kind that is among the events.
  bool receiving_ = false;
  bool ended_ = false; // on_end was called, or is being called.
  bool failure_told_ = false;
  bool waiting_ = false; // A flush left something for later.
  bool finishing_ = false;
  bool reporting_ = false;
};

} // namespace troupe::net
