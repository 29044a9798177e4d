#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>

#include "troupe/net/block.hpp"
#include "troupe/net/delimiter.hpp"

namespace troupe::net {

/// How a stream is cut. Precedence: `record_length`, then `single_line`, then `eol`, and else not at all: everything is
/// delivered as it came, with `frame::eol` true (documented in DataIn).
struct framing {
  delimiter eol;                      ///< The documented EOL
  std::size_t max_line_length = 2048; ///< Bytes; the documented MaxLineLength. 0 counts as 1
  std::size_t record_length = 0;      ///< Bytes, 0: no records. The documented RecordLength
  bool single_line = false;           ///< CR, LF and CRLF end a line. The documented SingleLineMode
};

/// What one DataIn delivers.
struct frame {
  std::string_view text; ///< Without what ended it
  bool eol = false;      ///< Whether the line ended here; always true for records and uncut bytes
};

/// Cuts what one connection receives into what DataIn delivers. Owned by the connection, one thread; pulled, so that
/// the framing may change and reception may pause after any frame without a byte being lost.
///
/// Lines and records depend on the bytes alone, never on how they were split into reads:
/// - A line whose delimiter is complete within its first `max_line_length` bytes comes out with `eol` true.
/// - Else a piece with `eol` false comes out as soon as `max_line_length` bytes are there. If they end with the
///   beginning of the delimiter that part stays behind, so that no delimiter is torn; if they are nothing but that (the
///   delimiter is longer than the limit), the decision waits. No piece is longer than `max_line_length`.
/// - In `single_line` mode CR ends a line at once, and an LF right behind it belongs to it, whatever the mode is then.
/// It takes linear time whatever the bytes are, and holds no memory while nothing is buffered.
class framer {
public:
  framer() noexcept = default;
  explicit framer(framing rule) noexcept : rule_(std::move(rule)) {}

  const framing& rule() const noexcept { return rule_; }
  /// In force for every byte not yet delivered. Allowed while a frame is being looked at.
  void rule(framing changed) noexcept;

  /// Queues received bytes; no frame that is being looked at is touched. Throws `std::bad_alloc`.
  void feed(slice bytes);
  /// The next frame, or none until more is fed. Its text is valid until the next call of `next` or `take_rest`.
  /// When there is none the received blocks are let go, unless what is left fills at least half of one. Throws
  /// `std::bad_alloc`; nothing is lost then.
  std::optional<frame> next();
  /// Instead of `next` after the end of the stream, when nothing will be fed any more: also delivers an unfinished
  /// line, with `eol` false and in pieces of at most `max_line_length` bytes. An unfinished record stays where it is.
  std::optional<frame> take_rest();

  /// Everything fed and not yet delivered, uncut: for a stream that goes on as something else. Throws `std::bad_alloc`;
  /// nothing is lost then.
  slice take_all();
  /// True while an LF that is fed next would belong to the line that was delivered last.
  bool after_cr() const noexcept { return after_cr_; }

  /// The text of the last frame as a slice that outlives it: without a copy, so it keeps the frame's block from reuse.
  /// Any other text is copied.
  slice share(const frame& last) const;
  /// Bytes fed and not yet delivered.
  std::size_t buffered() const noexcept;

private:
  /// What was fed while there was more to cut than two slices.
  struct backlog {
    std::deque<slice> slices;
    std::size_t bytes = 0;
  };

  std::string_view rest() const noexcept { return {head_.data() + taken_, head_.size() - taken_}; }
  std::string_view unsearched(std::size_t limit) const noexcept;
  void searched(std::size_t count);
  std::optional<frame> take(std::size_t count, std::size_t ending, bool eol) noexcept;
  std::optional<frame> take_single_line(bool cr) noexcept;

  std::optional<frame> next_line();
  std::optional<frame> next_single_line();
  std::optional<frame> next_record();

  void drop_delivered() noexcept;
  void drop_from_following(std::size_t count) noexcept;
  void join(std::size_t count, std::size_t most);
  void append(std::string_view bytes, std::size_t most);
  void unpin();

  slice head_;                       // what is being cut, in one piece; the last frame's text lies in it
  std::size_t taken_ = 0;            // bytes of the head that were delivered
  block_ptr own_;                    // the head's block, when it was made to join slices and can be written on
  slice following_;                  // what was fed next
  std::unique_ptr<backlog> backlog_; // and what came after that
  std::size_t searched_ = 0;         // bytes of the rest that are known to hold no end of line
  std::size_t matched_ = 0;          // of these the last ones that begin an EOL
  bool after_cr_ = false;            // an LF that is fed next belongs to the line that ended last
  framing rule_;
};

} // namespace troupe::net
