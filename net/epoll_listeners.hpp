#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "troupe/net/event_loop.hpp"

namespace troupe::net {

/// The listeners that one `epoll_loop` accepts from, and accept4(2). On the loop's thread.
class epoll_listeners final {
public:
  /// Of the loop whose epoll descriptor this is; not owned.
  explicit epoll_listeners(int epoll) noexcept : epoll_(epoll) {}

  /// Watches `listener`; shared with other loops (EPOLLEXCLUSIVE), so that a client wakes one of them. Errors: as
  /// epoll_ctl(2).
  [[nodiscard]] std::error_code add(socket_handle listener, accept_handler& handler);
  /// No further accepts; a listener that is not there: nothing happens.
  void remove(socket_handle listener) noexcept;

  /// Accepts a batch of the listener that epoll reported with `tag`, and calls back; how many calls. The handler may
  /// add and remove listeners.
  std::size_t accept_batch(std::uint64_t tag);

private:
  struct entry {
    std::uint64_t tag; // never used again: a late event of a listener that was removed finds nothing
    socket_handle socket;
    accept_handler* handler;
    std::optional<endpoint> local; // of the listener, unless it is a wildcard
  };
  enum class verdict { accepted, none_left, skip_client, listener_gone, failed };

  const entry* find(std::uint64_t tag) const noexcept;
  static verdict judge(int error) noexcept;

  int epoll_;
  std::uint64_t last_tag_ = 0;
  std::vector<entry> entries_;
};

} // namespace troupe::net
