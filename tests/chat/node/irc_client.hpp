#pragma once

#include <string>

#include "troupe/tests/chat/node/chat_process.hpp"
#include "troupe/tests/support/client.hpp"

namespace chat::test {

/// An IRC client that says what it is told to, and waits for lines.
class irc_client final {
public:
  using options = troupe::test::client::options;

  explicit irc_client(int port, options how = {}) : socket_(port, std::move(how)) {}
  /// On the plain port, registered.
  irc_client(const chat_process& at, const std::string& nick) : irc_client(at.port()) { enter(nick); }
  /// On the TLS port, not yet registered.
  static irc_client over_tls(const chat_process& at, troupe::test::tls_options how = {});

  /// Registers, and waits until that is done.
  void enter(const std::string& nick);
  void say(const std::string& line) { socket_.send_all(line + "\r\n"); }
  /// Joins, and waits until that is done.
  void join(const std::string& channel);
  /// Waits for a line with `part` in it, and returns it; those before it are passed over.
  std::string expect(const std::string& part);
  /// All lines that were sent before the answer to a PING that is sent now.
  std::string until_pong();
  /// Everything until the server closes.
  std::string rest();

  troupe::test::client& socket() noexcept { return socket_; }

private:
  std::string next_line();

  troupe::test::client socket_;
  std::string received_;
  unsigned pings_ = 0;
};

} // namespace chat::test
