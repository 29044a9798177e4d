#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <system_error>
#include <vector>

namespace troupe::net {

/// What a simulated network does that can fail: the system calls of a real one, and the memory it needs.
enum class simulated_operation {
  listen,    ///< `network::listen`
  make_loop, ///< `network::make_loop`
  accept,    ///< one client out of a backlog
  open,      ///< `event_loop::open`
  receive,   ///< one recv(2) of a loop
  send,      ///< one gathered send(2), by `send_now`, `flush` or a loop
  read_file, ///< one pread(2) of a queued file
  allocate,  ///< the memory of `queue`, `start_timer`, `accept`; every failure ordered for it is a `std::bad_alloc`
};

/// The error with the system's category, as the kernel's have it.
inline std::error_code system_error_of(std::errc reason) noexcept {
  return {static_cast<int>(reason), std::system_category()};
}

/// The faults ordered for a simulated network, and the count of its operations. The network's thread.
///
/// Orders count from the call on: 1 is the next operation. Several may be in force; each happens once, and of two for
/// the same operation the one given first. The client's end knows nothing of them: it sees what the server then does.
class simulated_faults {
public:
  /// The next `count` sends take at most `bytes` each.
  void shorten_sends(std::size_t count, std::size_t bytes) noexcept;
  /// Every receive gives at most `bytes`, from now on; 0: as many as there are.
  void receive_at_most(std::size_t bytes) noexcept;
  /// At most `count` listening and accepted sockets are open; beyond, `listen` and accepting fail with
  /// `too_many_files_open`. More that are open already stay.
  void limit_descriptors(std::size_t count) noexcept { descriptor_limit_ = count; }

  /// The `nth` operation of a kind from now on fails. Receives, sends and accepts that fail with EAGAIN or EINTR are
  /// tried again.
  void fail(simulated_operation kind, std::size_t nth, std::errc error);
  /// The `nth` operation from now on fails, of whichever kind it is.
  void fail_operation(std::size_t nth, std::errc error);
  /// The `nth` operation from now on throws `std::bad_alloc`.
  void throw_in(std::size_t nth);
  /// Forgets the orders of `fail`, `fail_operation`, `throw_in` and `shorten_sends` that have not happened.
  void clear() noexcept;

  /// Operations since the network was made.
  std::uint64_t operations() const noexcept { return total_; }
  std::uint64_t operations(simulated_operation kind) const noexcept { return counts_[index(kind)]; }

  /// The network and its loops call this before each operation; no error: it may go on. Throws `std::bad_alloc` when
  /// that was ordered.
  [[nodiscard]] std::error_code begin(simulated_operation kind);
  /// `begin` for an operation that can only lack memory.
  void begin_allocation();
  /// The most that the send that has just begun takes.
  std::size_t take_send_limit() noexcept;
  std::size_t receive_limit() const noexcept { return receive_limit_; }
  std::size_t descriptor_limit() const noexcept { return descriptor_limit_; }

private:
  static constexpr std::size_t kinds = static_cast<std::size_t>(simulated_operation::allocate) + 1;
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  struct order {
    std::optional<simulated_operation> kind; // None: any.
    std::uint64_t at;                        // The value of its counter when it happens.
    std::optional<std::errc> error;          // None: throws.
  };

  static std::size_t index(simulated_operation kind) noexcept { return static_cast<std::size_t>(kind); }

  std::vector<order> orders_;
  std::array<std::uint64_t, kinds> counts_{};
  std::uint64_t total_ = 0;
  std::size_t short_sends_ = 0;
  std::size_t short_send_bytes_ = 0;
  std::size_t receive_limit_ = unlimited;
  std::size_t descriptor_limit_ = unlimited;
};

} // namespace troupe::net
