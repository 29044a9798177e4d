#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "troupe/examples/chat/irc/flood.hpp"
#include "troupe/examples/chat/irc/time.hpp"

namespace chat::state {

/// What is known of those whom a client comes from (`client_address::network`): how many of them are here, and how many
/// wrong passwords were tried from there, on however many connections. A value.
class neighbourhoods {
public:
  /// One more is here; how many there are then.
  std::size_t enter(const std::string& network);
  void leave(const std::string& network, irc::wall_time now);

  /// Whether a password may be tried; else it isn't even looked at.
  bool may_guess(const std::string& network, irc::wall_time now) const;
  /// A password was wrong.
  void guessed_wrong(const std::string& network, irc::wall_time now);

  /// Forgets those that nobody is here from, and whose guesses are forgiven.
  void forget(irc::wall_time now);
  std::size_t size() const noexcept { return known_.size(); }

private:
  struct record {
    std::size_t clients = 0;
    irc::flood_timer guesses;
    bool is_of_use(irc::wall_time now) const noexcept;
  };

  std::map<std::string, record> known_;
};

} // namespace chat::state
