#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "troupe/examples/chat/state/node.hpp"
#include "troupe/examples/chat/state/server.hpp"

namespace tests {

/// A client of a cluster.
struct client {
  std::string node;
  chat::state::session_id id = 0;
  std::vector<std::string> lines; ///< Received, without line ends
  bool closed = false;
};

/// Nodes wired in memory, with clients. The clock moves only by `advance`. Links are full mesh; what is sent arrives at
/// once, unless `hold` is set: then by `deliver` only.
class cluster {
public:
  /// Nodes "n1.test", "n2.test" ... with these options; all linked.
  explicit cluster(std::size_t nodes, const chat::state::options& base = defaults());
  /// No flood control, no MOTD; started at `start`.
  static chat::state::options defaults();
  static chat::irc::wall_time start();

  // -- clients --
  /// Connects a client to node "n<number>.test"; its host is "<name>.host".
  client& connect(std::size_t node, const std::string& name);
  /// Connects and registers it as `nick`, and forgets what it received by then. `caps`: for CAP REQ.
  client& join(std::size_t node, const std::string& nick, const std::string& caps = {});
  /// The client sends a line.
  void send(client& from, std::string_view line);
  /// The client's connection breaks.
  void drop(client& which, std::string_view reason);

  // -- time and nodes --
  void advance(std::chrono::milliseconds time);
  chat::irc::wall_time now() const noexcept { return now_; }
  chat::state::node& node(std::size_t number) { return nodes_.at(name_of(number)); }
  const chat::state::server& state(std::size_t number) { return node(number).state(); }
  static std::string name_of(std::size_t number) { return "n" + std::to_string(number) + ".test"; }
  /// Takes the effects of a node that was driven directly.
  void settle(std::size_t number) { take_effects(name_of(number)); }

  // -- links --
  void cut(std::size_t left, std::size_t right);
  void link(std::size_t left, std::size_t right);
  bool linked(std::size_t left, std::size_t right) const;
  bool hold = false;
  /// Delivers the oldest batch of a link. False: there is none.
  bool deliver(std::size_t from, std::size_t to);
  void deliver_all();

  /// A node dies and starts again, without links; its clients are closed.
  void restart(std::size_t number);
  /// How far a node's clock is ahead.
  std::map<std::string, std::chrono::milliseconds> ahead;
  std::size_t size() const noexcept { return nodes_.size(); }
  std::deque<client>& clients() noexcept { return clients_; }

  /// Of the last input.
  std::vector<chat::state::delivery> deliveries;
  std::vector<chat::state::peer_message> peer_messages;
  std::vector<chat::state::log_line> log;

private:
  using link_name = std::pair<std::string, std::string>; // from, to

  chat::irc::wall_time time_of(const std::string& name) const;
  void take_effects(const std::string& name);
  static std::vector<link_name> both(std::size_t left, std::size_t right);
  void receive(const chat::state::delivery& what);

  chat::state::options base_;
  chat::irc::wall_time now_;
  std::map<std::string, chat::state::node> nodes_;
  std::map<link_name, std::deque<chat::state::event_batch>> links_;
  std::deque<client> clients_;
};

/// Fails unless the client received exactly these lines since the last call.
void expect(client& who, const std::vector<std::string>& lines);
/// Fails unless it received nothing since the last call.
inline void expect_nothing(client& who) {
  expect(who, {});
}

} // namespace tests
