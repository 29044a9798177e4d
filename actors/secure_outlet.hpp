#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "troupe/actors/record_buffer.hpp"
#include "troupe/actors/record_ledger.hpp"
#include "troupe/net/event_loop.hpp"

namespace troupe::actors {

/// The way out of a connection that speaks TLS: plaintext in, records to the loop. Worker's thread only.
///
/// Small writes are gathered into one record until the flush, large ones become records at once, straight to the
/// kernel where it takes them: no copy in between. What can't be encrypted yet waits: for the handshake, or (files) for
/// the loop's queue to become empty. Bytes are counted as plaintext, as their senders do.
class secure_outlet final : public tls::ciphertext_sink {
public:
  secure_outlet(net::event_loop& loop, net::stream_id stream, record_buffer& shared);
  secure_outlet(const secure_outlet&) = delete;
  secure_outlet& operator=(const secure_outlet&) = delete;
  ~secure_outlet();

  /// The handshake is complete: what waits may go, through `by`, which outlives this.
  void open(tls::engine& by) noexcept { engine_ = &by; }
  /// What comes now is to leave together with the end of the stream.
  void gather() noexcept { straight_ = false; }

  void queue(std::string_view bytes);
  void queue(net::slice bytes);
  void queue(net::send_queue::file_part part);
  /// Encrypts what was gathered and waits. What came of it: `take_sent`, and what the loop has queued.
  void prepare_flush();
  /// Drops files that wait; how many bytes.
  std::uint64_t drop_files() noexcept;
  /// Bytes that are not sent.
  std::uint64_t queued() const noexcept;

  /// The kernel took bytes of the loop's queue; room for more of what waits.
  void sent(std::uint64_t ciphertext);
  /// Bytes that were sent since the last call.
  std::uint64_t take_sent() noexcept { return std::exchange(sent_, 0); }
  /// Why no more can be sent, if that is so.
  const tls::failure& why() const noexcept { return why_; }

private:
  void on_ciphertext(std::string_view bytes) override;

  bool waits() const noexcept { return engine_ == nullptr || !waiting_.empty(); }
  void seal();
  void encrypt(std::string_view bytes);
  void encrypt_waiting();
  std::size_t encrypt_head();
  std::size_t encrypt_file(const net::send_queue::file_part& part);
  std::size_t encrypt_slices();
  void count_answer(std::uint64_t unread);
  void give_up(tls::failure why);

  net::event_loop& loop_;
  net::stream_id stream_;
  record_buffer& shared_;
  tls::engine* engine_ = nullptr;
  net::send_queue waiting_;
  record_ledger ledger_;
  std::uint64_t record_ = 0; // plaintext of the record that is being made
  std::uint64_t sent_ = 0;
  std::uint64_t answers_ = 0; // bytes of TLS's own that were queued, since there were others
  bool broken_ = false;       // the stream takes nothing any more
  bool straight_ = true;      // records are offered to the kernel before they are queued
  tls::failure why_;
};

} // namespace troupe::actors
