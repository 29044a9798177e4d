#pragma once

#include <atomic>
#include <optional>
#include <utility>

#include "troupe/actors/connection_settings.hpp"
#include "troupe/net/framer.hpp"

namespace troupe::actors {

/// The receiving side of one connection: what has come in, cut into frames as they are pulled, and whether anybody
/// wants it now. What is marked "any thread" may be called from everywhere; all else belongs to the worker's thread.
class intake final {
public:
  explicit intake(net::framing rule) noexcept : framer_(std::move(rule)) {}

  /// While it is paused nothing is delivered. Any thread.
  bool paused() const noexcept { return paused_.load(std::memory_order_relaxed); }
  void pause(bool value) noexcept { paused_.store(value, std::memory_order_relaxed); }
  /// True once the client has sent something. Any thread.
  bool has_received() const noexcept { return has_received_.load(std::memory_order_relaxed); }

  void feed(net::slice bytes) {
    has_received_.store(true, std::memory_order_relaxed);
    framer_.feed(std::move(bytes));
  }
  /// Nothing more will come.
  void end() noexcept { ended_ = true; }
  bool ended() const noexcept { return ended_; }
  /// True when nothing waits to be delivered.
  bool empty() const noexcept { return framer_.buffered() == 0; }

  /// Nobody takes the bytes now; true when the loop has to be told so, that TCP may push back.
  bool stop() noexcept { return !std::exchange(stopped_, true); }
  /// They are taken again; true when the loop has to be told.
  bool resume() noexcept { return std::exchange(stopped_, false); }

  /// The next frame, by the framing that is set now; at the end also what is unfinished. Throws `std::bad_alloc`.
  std::optional<net::frame> next(const connection_settings& settings) {
    if (const auto version = settings.framing_version(); version != framing_version_) {
      framing_version_ = version;
      framer_.rule(settings.framing());
    }
    auto frame = framer_.next();
    if (!frame && ended_)
      frame = framer_.take_rest();
    return frame;
  }

  /// The text of the last frame, to be kept.
  net::slice share(const net::frame& last) const { return framer_.share(last); }
  /// Everything that waits to be delivered, as it came. Throws `std::bad_alloc`; nothing is lost then.
  net::slice take_all() { return framer_.take_all(); }
  /// True between the CR and the LF of a line end that was delivered with the CR.
  bool within_line_end() const noexcept { return framer_.after_cr(); }

private:
  net::framer framer_;
  unsigned framing_version_ = 0;
  bool stopped_ = false;
  bool ended_ = false;
  std::atomic<bool> paused_{false};
  std::atomic<bool> has_received_{false};
};

} // namespace troupe::actors
