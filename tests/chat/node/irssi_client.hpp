#pragma once

#include <string>
#include <vector>

#include "troupe/tests/support/temporary_file.hpp"

namespace chat::test {

/// irssi(1) in a window of tmux(1), as a person uses it: what is typed goes in, the screen is looked at. Its settings
/// and its tmux server are its own. Both programs must be installed.
class irssi_client final {
public:
  /// Connects to 127.0.0.1. With `tls` any certificate will do, as in irssi's default.
  irssi_client(const std::string& nick, int port, bool tls);
  irssi_client(const irssi_client&) = delete;
  irssi_client& operator=(const irssi_client&) = delete;
  /// Ends it, without a farewell to the server.
  ~irssi_client();

  /// Types a line: "/join #troupe", "Hello!".
  void type(const std::string& line);
  /// What is on the screen, line by line.
  std::string screen() const;
  /// Waits until `text` is on the screen; throws, with what is there instead, when it does not appear for long.
  void wait_for(const std::string& text);

private:
  std::vector<std::string> tmux(const std::vector<std::string>& words) const;

  troupe::test::temporary_folder folder_;
  int changes_; // a pipe: bytes when something on the screen may have changed
};

} // namespace chat::test
