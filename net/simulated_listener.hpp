#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "troupe/net/simulated_link.hpp"

namespace troupe::net {

/// Told that a client has come into the backlog of a listener.
class client_watcher {
public:
  virtual void on_client(socket_handle listener) = 0;

protected:
  ~client_watcher() = default;
};

/// A listening socket of a simulated network: its address, its backlog, and the loops that accept from it.
class simulated_listener {
public:
  using link_ptr = std::shared_ptr<simulated_link>;

  /// `options.backlog` 0 is 4096, Linux's default of net.core.somaxconn.
  simulated_listener(const endpoint& local, const listen_options& options);

  const endpoint& local() const noexcept { return local_; }
  const listen_options& options() const noexcept { return options_; }
  /// False from `refuse` on.
  bool listening() const noexcept { return listening_; }

  /// A client that connects to `to` may come here; a wildcard address takes every address of its family, `::` without
  /// `v6_only` those of IPv4, too (ipv6(7)).
  bool reaches(const endpoint& to) const;
  /// Bound to the wildcard address, so that a listener of the very address comes first.
  bool wildcard() const;
  /// The two can't listen at the same time (bind(2), EADDRINUSE).
  bool conflicts_with(const simulated_listener& other) const;

  /// Resets the clients in the backlog; takes no more.
  void refuse() noexcept;

  std::size_t pending() const noexcept { return backlog_.size(); }
  bool full() const noexcept { return backlog_.size() >= limit_; }
  /// Clients that have come here since it listens: how clients are shared out between listeners of the same port.
  std::uint64_t offered() const noexcept { return offered_; }
  /// A client arrives, if the backlog is not full; the watchers are told in the order in which they came.
  void offer(socket_handle self, link_ptr client);
  /// The client that has waited longest; only when one is pending.
  link_ptr take();

  void watch(client_watcher& watcher) { watchers_.push_back(&watcher); }
  void unwatch(client_watcher& watcher) noexcept;

private:
  endpoint local_;
  listen_options options_;
  std::size_t limit_;
  bool listening_ = true;
  std::uint64_t offered_ = 0;
  std::deque<link_ptr> backlog_;
  std::vector<client_watcher*> watchers_;
};

/// Of IPv4, also in its IPv4-mapped form: the same for whoever connects to it.
bool is_v4(const endpoint& at) noexcept;

} // namespace troupe::net
