#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace chat::cluster {

/// The books of one link in both directions: what was sent and not acknowledged, and what comes next. A value without
/// clock or actor.
class traffic final {
public:
  /// `limit`: the most bytes that may be sent and not acknowledged.
  explicit traffic(std::size_t limit) : limit_(limit) {}

  /// Enters a payload that is about to be sent. Returns its number, from 1 on; none if it goes beyond the limit: the
  /// other side takes nothing, and the link is to be dropped.
  std::optional<std::uint64_t> send(std::size_t bytes);

  /// The other side has everything up to `number`. False if that was never sent.
  [[nodiscard]] bool acknowledged(std::uint64_t number);

  /// Enters a payload that has come in. False if it is not the next one: something was lost or doubled, and the link is
  /// to be dropped.
  [[nodiscard]] bool receive(std::uint64_t number, std::size_t bytes);

  /// The owner is done with everything up to `number`; what did not come in, or was named before, is ignored.
  void taken(std::uint64_t number);

  /// Whether so much was taken since the last acknowledgement that the other side waits for one.
  bool owes_acknowledgement() const noexcept { return unacknowledged_ >= std::min(limit_ / 8, most_unacknowledged); }
  /// The number to acknowledge now: of the last payload that was taken.
  std::uint64_t acknowledge() noexcept;

  /// The number of the last payload that came in and was not taken; 0: everything was.
  std::uint64_t untaken() const noexcept { return untaken_.empty() ? 0 : last_received_; }

  std::size_t in_flight() const noexcept { return in_flight_; }
  std::size_t limit() const noexcept { return limit_; }

private:
  static constexpr std::size_t most_unacknowledged = 64U << 10U;

  std::size_t limit_;
  std::uint64_t last_sent_ = 0;
  std::uint64_t last_received_ = 0;
  std::uint64_t last_taken_ = 0;
  std::deque<std::size_t> sizes_;   // of what is in flight, the oldest first
  std::deque<std::size_t> untaken_; // sizes of what came in and was not taken, the oldest first
  std::size_t in_flight_ = 0;
  std::size_t unacknowledged_ = 0; // bytes that were taken
};

} // namespace chat::cluster
