#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <sys/epoll.h>
#include <sys/types.h>

#include "troupe/bench/descriptor.hpp"
#include "troupe/bench/irc/delivery_ledger.hpp"
#include "troupe/bench/irc/irc_line.hpp"
#include "troupe/bench/irc/irc_member.hpp"
#include "troupe/bench/measurement.hpp"

namespace troupe::bench {

/// An IRC server on 127.0.0.1.
struct irc_server {
  std::uint16_t port = 0;
  pid_t process = 0; ///< whose CPU is read; 0: nobody's
};

/// What the generator was asked to do.
struct channel_workload {
  std::vector<irc_server> servers; ///< of one network; the members are spread evenly
  std::size_t members = 1000;
  std::size_t senders = 8;
  std::size_t window = 1;        ///< messages of a sender that somebody has not got yet
  std::size_t message_size = 64; ///< bytes of the text
  double warm_up = 0.5;          ///< seconds
  double measured = 2;           ///< seconds
};

/// Members of one channel, some of whom speak. A sender sends its next message when all other members have got the one
/// that is `window` before it, so that no server falls behind, and each is measured at what it can do.
class channel_load final {
public:
  explicit channel_load(const channel_workload& work);

  /// Connects, registers, joins, measures; prints one line of JSON. Throws on whatever is not as it should be.
  void run();

private:
  void register_all();
  void join_all();
  void measure();
  void say_farewell();
  void poll_once();
  void receive(std::size_t index);
  void take(std::size_t index, std::string_view line);
  void take_numeric(std::size_t index, const irc_line& line);
  void take_names(std::size_t index, std::string_view names);
  void take_message(std::size_t index, const irc_line& line);
  void say(std::size_t index, std::string_view line);
  void speak(std::size_t sender);
  void watch(int operation, std::size_t index);

  /// Goes on until `done`; throws when nothing happens for a while.
  template <class Done>
  void poll_until(Done done) {
    for (last_progress_ = now_ns(); !done();)
      poll_once();
  }

  const channel_workload& work_;
  delivery_ledger ledger_;
  std::vector<irc_member> members_;
  std::size_t registered_ = 0; ///< members
  std::size_t joined_ = 0;     ///< members that have got all names
  std::size_t ready_ = 0;      ///< members that know of all others
  std::size_t farewells_ = 0;  ///< members whose last words were answered
  bool sending_ = false;
  std::optional<measurement> measurement_;
  std::uint64_t deliveries_ = 0; ///< in the measured period
  std::uint64_t last_progress_ = now_ns();
  descriptor epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
  std::vector<char> block_ = std::vector<char>(262144);
};

} // namespace troupe::bench
