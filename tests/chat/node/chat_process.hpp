#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace chat::test {

/// A program in a process of its own, and the lines that it prints on its standard output and error.
class program_process final {
public:
  /// `words`: the program and its arguments; a name without "/" is looked for in PATH. `environment`: NAME=VALUE,
  /// beside this process's own. `folder`: where it runs; "": here.
  explicit program_process(const std::vector<std::string>& words, const std::vector<std::string>& environment = {});
  program_process(const program_process&) = delete;
  program_process& operator=(const program_process&) = delete;
  /// Kills it, if it still runs.
  ~program_process();

  /// Waits for a line with `part` in it; takes it and all before it out, and returns what follows `part` in it. Throws
  /// when none comes for long.
  std::string after(const std::string& part);
  /// What it has printed so far, all of it.
  std::string printed() const;

  void signal(int number) const;
  /// Waits for its end, and for the last it prints. Its exit status; of a signal: minus its number. Throws when it does
  /// not end for long.
  int wait();

private:
  void read_lines();

  pid_t pid_ = 0;
  int lines_from_ = -1;
  mutable std::mutex mutex_;
  std::condition_variable added_;
  std::deque<std::string> lines_;
  std::string printed_;
  bool finished_ = false;
  std::thread reader_;
};

/// The chat server, on ports that the system has chosen.
class chat_process final {
public:
  /// `arguments` beside those that choose the ports.
  explicit chat_process(const std::vector<std::string>& arguments = {});
  /// Another server of the network of `first`, which takes links.
  chat_process(const std::string& name, chat_process& first, std::vector<std::string> arguments = {});
  /// The first server of a network.
  static std::vector<std::string> linkable(const std::string& name);

  int port() const noexcept { return port_; }
  int tls_port() const noexcept { return tls_port_; }
  /// Waits until it is linked with the server of that name.
  void linked_with(const std::string& name) { process_.after("linked with " + name); }
  /// "127.0.0.1:7000"; only of one that takes links.
  const std::string& links() const noexcept { return links_; }

  /// Of the certificate that it has made: SHA-256, with colons.
  std::string fingerprint();

  program_process& process() noexcept { return process_; }
  /// SIGTERM, and its exit status.
  int stop();
  /// SIGKILL.
  void kill();

  /// Where the program is.
  static std::string program();

private:
  program_process process_;
  int port_ = 0;
  int tls_port_ = 0;
  std::string links_;
};

} // namespace chat::test
