#pragma once

#include <string>
#include <vector>

#include "troupe/tests/support/child_process.hpp"

namespace chat::test {

/// The chat server as people start it, on ports that the system has chosen.
class chat_process final {
public:
  /// `arguments` beside those that choose the ports. Waits until it listens.
  explicit chat_process(const std::vector<std::string>& arguments = {});
  /// The same, with words in front of the command: those that run it somewhere else.
  chat_process(const std::vector<std::string>& in_front, const std::vector<std::string>& arguments);
  /// Another server of the network of `first`, which takes links.
  chat_process(const std::string& name, const chat_process& first, const std::vector<std::string>& arguments = {});
  /// For the first server of a network.
  static std::vector<std::string> linkable(const std::string& name);

  int port() const noexcept { return port_; }
  int tls_port() const noexcept { return tls_port_; }
  /// "127.0.0.1:7000"; only of one that takes links.
  const std::string& links() const noexcept { return links_; }
  /// Waits until it is linked with the server of that name; once for each link.
  void linked_with(const std::string& name) { wait_for("linked with " + name); }
  /// Waits until it has printed that, and takes the line.
  void wait_for(const std::string& text) { process_.lines().take_with(text); }
  void signal(int number) const { process_.signal(number); }
  /// Waits for its end; its exit status. Throws when it does not end for long.
  int wait();
  /// SIGTERM, and its exit status.
  int stop();
  /// SIGKILL.
  void kill();

  /// Where the program is.
  static std::string program();

private:
  std::string after(const std::string& text);

  troupe::test::child_process process_;
  int port_ = 0;
  int tls_port_ = 0;
  std::string links_;
};

/// A run of the chat server that ends by itself: what it prints, and its exit status.
struct chat_run {
  explicit chat_run(const std::vector<std::string>& arguments);
  std::string printed;
  int status = 0;
};

} // namespace chat::test
