#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <tuple>

namespace chat::state {

/// A client's connection to this node, chosen by the transport: never 0, never used twice in a node's life.
using session_id = std::uint64_t;

/// A user of the network, for as long as he is connected. Only his node makes it; the numbers of a restarted node are
/// greater than all of its former life.
struct user_id {
  std::string node; ///< The name of the server he is connected to
  std::uint64_t number = 0;

  bool operator==(const user_id& other) const noexcept { return number == other.number && node == other.node; }
  bool operator!=(const user_id& other) const noexcept { return !(*this == other); }
  bool operator<(const user_id& other) const noexcept {
    return std::tie(node, number) < std::tie(other.node, other.number);
  }
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, user_id& x) {
  return f(x.node, x.number);
}

} // namespace chat::state

template <>
struct std::hash<chat::state::user_id> {
  std::size_t operator()(const chat::state::user_id& id) const noexcept {
    return std::hash<std::string>{}(id.node) ^ (std::hash<std::uint64_t>{}(id.number) * 0x9E3779B97F4A7C15U);
  }
};
