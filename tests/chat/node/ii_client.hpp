#pragma once

#include <chrono>
#include <map>
#include <string>

#include "troupe/tests/support/child_process.hpp"
#include "troupe/tests/support/temporary_file.hpp"

namespace chat::test {

/// ii(1), the IRC client that consists of files: of the server and of each channel there is a pipe "in" for what is
/// said and a file "out" of what is heard. It must be installed.
class ii_client final {
public:
  /// Connects to 127.0.0.1, without TLS: ii speaks none.
  ii_client(const std::string& nick, int port);
  ii_client(const ii_client&) = delete;
  ii_client& operator=(const ii_client&) = delete;
  ~ii_client();

  /// Says a line in `channel`, or to the server if it is empty: "/j #troupe", "Hello!". Waits until the pipe is there.
  void say(const std::string& channel, const std::string& line);
  /// Waits for a line with `text` in what is heard in a channel, or from the server if it is empty. Throws, with what
  /// was heard instead, when none comes for long.
  void hear(const std::string& channel, const std::string& text);
  /// All that was heard there.
  std::string heard(const std::string& channel) const;
  /// Ends it, as when a person closes the window.
  void kill(int signal) const { client_.signal(signal); }

private:
  using clock = std::chrono::steady_clock;

  std::string path_of(const std::string& channel, const std::string& file) const;
  /// Waits until something happens to a file; false when the deadline has passed.
  bool wait_for_change(clock::time_point deadline) const;

  troupe::test::temporary_folder folder_;
  int changes_; // of inotify(7)
  troupe::test::child_process client_;
};

} // namespace chat::test
