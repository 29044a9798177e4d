#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::bench {

/// Which messages are on their way, and who has got which: every member must get every message of every sender once
/// and in its order. The first members are the senders; nobody gets back what it has sent itself.
///
/// Whatever is lost, doubled or out of order throws std::runtime_error.
class delivery_ledger final {
public:
  /// `window`: messages that one sender may have on their way; `size`: bytes of a message's text, at least 24.
  delivery_ledger(std::size_t members, std::size_t senders, std::size_t window, std::size_t size);

  /// The text of a sender's next message, which is on its way from `now` on. Valid until the next call.
  [[nodiscard]] std::string_view send(std::size_t sender, std::uint64_t now);

  /// What became of a message by one delivery.
  struct delivery {
    std::size_t sender = 0;
    bool complete = false;     ///< all members have got it
    std::uint64_t sent_at = 0; ///< as `send` was told
  };

  /// A member got this text.
  delivery receive(std::size_t member, std::string_view text);

  /// Messages that somebody has not got yet.
  [[nodiscard]] std::size_t on_their_way() const noexcept { return on_their_way_; }
  [[nodiscard]] std::size_t senders() const noexcept { return sent_.size(); }
  [[nodiscard]] std::size_t window() const noexcept { return window_; }

private:
  struct flight {
    std::uint64_t sent_at = 0;
    std::size_t missing = 0; ///< members that have not got it
  };

  std::size_t members_;
  std::size_t window_;
  std::vector<unsigned> sent_;     ///< by sender: messages so far
  std::vector<unsigned> received_; ///< by member, then sender
  std::vector<flight> flights_;    ///< a ring for each sender
  std::string filling_;
  std::string text_;
  std::size_t on_their_way_ = 0;
};

} // namespace troupe::bench
