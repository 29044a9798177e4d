#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <sys/epoll.h>

#include "troupe/bench/client_link.hpp"
#include "troupe/bench/payload.hpp"
#include "troupe/bench/workload.hpp"

namespace troupe::bench {

/// Clients that connect, shake hands (with TLS), have one message echoed, and close. Any number of them at a time; one
/// thread, an epoll of its own. Throws on whatever is not as it should be.
class connection_cycles final {
public:
  /// `on_done` gets the time at which a cycle that is over was started, in nanoseconds of now_ns().
  connection_cycles(const workload& work, std::function<void(std::uint64_t started)> on_done);
  connection_cycles(const connection_cycles&) = delete;
  connection_cycles& operator=(const connection_cycles&) = delete;

  /// Begins one cycle.
  void start();

  /// Goes on with all cycles; waits for something to do, `milliseconds` at most.
  void poll(int milliseconds);

  /// How many have begun and are not over.
  [[nodiscard]] std::size_t open() const { return cycles_.size() - unused_.size(); }

private:
  enum class step { connecting, handshake, echo, closing };

  /// The slot of one cycle; used again for another one.
  struct cycle {
    client_link link;
    std::uint64_t begin = 0; ///< in the payload
    std::uint64_t started = 0;
    std::size_t received = 0;
    step now = step::connecting;
  };

  cycle& free_slot();
  void advance(cycle& one);
  void begin_handshake(cycle& one);
  void shake_hands(cycle& one);
  bool receive(cycle& one);
  void take_answer(cycle& one, std::size_t size);
  void finish(cycle& one);
  void watch(int operation, cycle& one, std::uint32_t events);

  const workload& work_;
  const std::function<void(std::uint64_t)> on_done_;
  payload payload_;
  std::vector<std::unique_ptr<cycle>> cycles_;
  std::vector<cycle*> unused_;
  std::size_t started_ = 0;
  descriptor epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  std::vector<char> block_;
};

} // namespace troupe::bench
