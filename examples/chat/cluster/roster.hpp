#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "troupe/examples/chat/cluster/endpoint.hpp"
#include "troupe/examples/chat/cluster/settings.hpp"

namespace chat::cluster {

/// Which addresses of nodes are known, and when each is to be tried next. A value without clock: time is passed in.
///
/// An address is idle until its time comes, then it is being tried until failed() or linked(), and it rests while the
/// node behind it is linked. Several addresses may lead to one node.
class roster final {
public:
  using clock = std::chrono::steady_clock;

  /// `seed`: of the jitter.
  roster(const settings& wanted, std::uint64_t seed);

  /// An address of the configuration: tried at once, and never forgotten.
  void configure(const endpoint& where, clock::time_point now);
  /// An address that another node has told. True if it is new; it is tried after a pause of a random length up to
  /// `retry_least`, doubled if `yields`: of two nodes that learn of each other one yields, so that they seldom meet.
  bool learn(const endpoint& where, bool yields, clock::time_point now);

  /// What is to be tried now; each of them counts as being tried.
  std::vector<endpoint> due(clock::time_point now);
  /// It could not be reached, or the handshake failed: later again.
  void failed(const endpoint& where, clock::time_point now);
  /// The node `name` answers there: this address rests, as do those of the configuration that lead to it too. Others
  /// that it had are forgotten.
  void linked(const endpoint& where, const std::string& name);
  /// The link with `name` is gone: its addresses are tried again soon. One that yields gives the other a head start.
  void unlinked(const std::string& name, bool yields, clock::time_point now);
  /// It leads to this node itself: never tried again.
  void is_self(const endpoint& where);
  /// The node has left: forgets its addresses, but for those of the configuration.
  void left(const std::string& name, clock::time_point now);

private:
  enum class state { idle, trying, linked, self };
  struct record {
    bool configured = false;
    state now = state::idle;
    std::string name; // of the node that was last found there
    unsigned failures = 0;
    clock::time_point next{};
    clock::time_point reached{}; // when it was last linked, or became known
  };

  clock::duration jittered(clock::duration pause);

  std::chrono::milliseconds least_;
  std::chrono::milliseconds most_;
  std::chrono::milliseconds forget_after_;
  std::map<endpoint, record> entries_;
  std::minstd_rand random_;
};

} // namespace chat::cluster
