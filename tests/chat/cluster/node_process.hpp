#pragma once

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

#include "troupe/tests/chat/cluster/mesh_node.hpp"

namespace chat::test {

/// A node in a process of its own: this test program once more, which runs as mesh_program_test.cpp says. Its lines
/// come out of a pipe.
class node_process final {
public:
  /// `arguments`: NAME=VALUE, see mesh_program_test.cpp.
  explicit node_process(const std::vector<std::string>& arguments);
  node_process(const node_process&) = delete;
  node_process& operator=(const node_process&) = delete;
  /// Kills it, if it still runs.
  ~node_process();

  std::string take(const std::string& beginning) { return events_.take(beginning); }
  event_lines& events() { return events_; }
  std::uint16_t port();
  /// A line for it to obey.
  void tell(const std::string& command) const;
  void signal(int number) const;
  /// Waits for its end. Its exit status; of a signal: minus its number.
  int wait();

private:
  pid_t pid_ = 0;
  int commands_ = -1;
  int lines_ = -1;
  event_lines events_;
  std::thread reader_;
};

} // namespace chat::test
