#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "troupe/bench/descriptor.hpp"

namespace troupe::bench {

/// One user of an IRC server: a socket, and lines in and out of it.
/// Whatever is wrong with the connection throws: nothing here may be taken for a measurement.
class irc_member final {
public:
  /// How far it has come.
  enum class stage { registering, joining, joined };

  irc_member() = default;
  /// Connects and waits for it. `index` names it among all members and chooses its source address.
  irc_member(std::size_t index, std::uint16_t port);

  /// Its nickname is made of its number among all members, and back. Only names that were made so are known.
  static std::string nick_of(std::size_t index);
  static std::size_t index_of(std::string_view nick);
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

  /// Sends a line, without its CRLF. What the kernel doesn't take waits for `send_rest`.
  void send(std::string_view line);
  /// True if nothing waits any more.
  bool send_rest();
  [[nodiscard]] bool has_unsent() const noexcept { return !unsent_.empty(); }

  /// Receives what is there into `block` (shared by all members), and calls `take` for each whole line, without what
  /// ends it. Throws if the server has closed.
  template <class Take>
  void receive(std::vector<char>& block, Take take) {
    auto bytes = receive_block(block);
    for (std::size_t end = 0; (end = bytes.find('\n')) != std::string_view::npos; bytes.remove_prefix(end + 1)) {
      auto line = bytes.substr(0, end);
      if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
      take(line);
    }
    begun_ = bytes;
  }

  /// Counts whom it knows to be on the channel, itself included.
  void saw(std::size_t other);
  [[nodiscard]] std::size_t seen_count() const noexcept { return seen_count_; }
  /// Before `saw`; `members`: how many there are.
  void expect(std::size_t members) { seen_.assign(members, false); }

  [[nodiscard]] int socket() const noexcept { return socket_.get(); }

  stage at = stage::registering;
  bool waits_for_room = false; ///< its writability is watched

private:
  std::string_view receive_block(std::vector<char>& block);

  descriptor socket_;
  std::string unsent_;
  std::string begun_; ///< of a line
  std::vector<bool> seen_;
  std::size_t seen_count_ = 0;
};

} // namespace troupe::bench
