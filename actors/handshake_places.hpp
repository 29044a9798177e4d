#pragma once

#include <cstddef>
#include <list>
#include <optional>

#include "troupe/actors/messages.hpp"
#include "troupe/net/event_loop.hpp"

namespace troupe::actors {

/// How many TLS handshakes are under way on one worker, and who waits to begin one, in order of arrival. Worker's
/// thread only.
///
/// A place is held for `longest_hold` at most. After that its handshake goes on without one: with a
/// DefaultConnectionTimeout that is longer, or none, clients and handlers that never come to an end do not keep the
/// others waiting for ever.
class handshake_places final {
  struct entry;
  using line = std::list<entry>;

public:
  static constexpr std::chrono::seconds longest_hold{10};

  /// What one connection has of it. Gives it back when it is destroyed; the places outlive it.
  class ticket final {
  public:
    explicit ticket(handshake_places& of) noexcept : places_(of) {}
    ticket(const ticket&) = delete;
    ticket& operator=(const ticket&) = delete;
    ~ticket() { give_back(); }

    /// Takes a place, or joins those who wait for one; once. Throws `std::bad_alloc`.
    void ask(connection_id self, net::loop_clock::time_point now);
    /// True between `ask` and the moment in which `next` names the connection.
    bool waits() const noexcept { return line_ == &places_.waiting_; }
    void give_back() noexcept;

  private:
    handshake_places& places_;
    line* line_ = nullptr; ///< where `entry_` is
    line::iterator entry_;
  };

  handshake_places() = default;
  handshake_places(const handshake_places&) = delete;
  handshake_places& operator=(const handshake_places&) = delete;

  /// How many places there are from now on; at least 1.
  void most(std::size_t value) noexcept { most_ = value; }
  bool anyone_waits() const noexcept { return !waiting_.empty(); }
  /// The first of those who wait gets a place if there is one, and is named; it may begin.
  std::optional<connection_id> next(net::loop_clock::time_point now) noexcept;

private:
  struct entry {
    connection_id who;
    net::loop_clock::time_point since;
    line** where; ///< the ticket's `line_`
  };

  void move_first(line& from, line& to) noexcept;

  std::size_t most_ = 1;
  line holding_; // the one that began first in front
  line waiting_;
  line overdue_; // without a place, and still going on
};

} // namespace troupe::actors
