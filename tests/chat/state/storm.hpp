#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "troupe/tests/chat/state/client_view.hpp"
#include "troupe/tests/chat/state/cluster.hpp"

namespace tests {

/// A cluster under random commands, cuts and delays, and the clients' views of it.
class storm {
public:
  storm(std::size_t nodes, unsigned seed);

  /// So many steps; fails when a client's view is not what its node knows.
  void rounds(std::size_t count);
  /// Links all nodes and delivers everything; fails unless all agree then.
  void heal();

private:
  struct participant {
    client* connection = nullptr;
    client_view view;
  };

  std::size_t below(std::size_t limit) { return random_() % limit; }
  template <class List>
  auto& any(List& list) {
    return list[below(list.size())];
  }
  std::size_t any_node() { return 1 + below(net_.size()); }
  std::string any_nick() { return any(participants_).view.nick(); }

  // -- what happens ---------------------------------------------------------------------------------------------------
  void step();
  void connect();
  void toggle(std::size_t left, std::size_t right);
  void restart(std::size_t number);
  void forget_closed();
  void join(participant& who, const std::string& channel);
  void send(participant& who, const std::string& line);
  void command(participant& who);
  void rare(participant& who, const std::string& channel);
  void say(participant& who, const std::string& channel);
  static void read(participant& who);
  void read_all();

  // -- what has to be so ----------------------------------------------------------------------------------------------
  /// Every client's view is what its node knows.
  void check_views();
  static void check_view(const client_view& view, const chat::state::channel& where);
  /// Once healed, nobody goes by a name that he didn't ask for or wasn't told.
  void check_nicks();
  /// Once healed, what a member who may speak says reaches all other members.
  void check_messages();

  cluster net_;
  std::mt19937 random_;
  std::vector<participant> participants_;
  std::vector<std::string> channels_{"#a", "#B", "#c"};
  std::vector<std::string> nicks_{"ann", "Bob", "bOb", "cat", "[dan]", "{dan}", "eve"};
  std::vector<std::string> flags_{"i",       "m",   "n",   "s",       "t",       "k key",
                                  "k other", "l 3", "l 9", "b x!*@*", "b *!*@Y", "b z"};
  std::size_t last_nick_ = 0;
  std::size_t last_message_ = 0;
};

} // namespace tests
