#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "troupe/tests/support/child_process.hpp"

namespace chat::test {

/// A node in a process of its own: this test program once more, which runs as mesh_program_test.cpp says and prints the
/// lines of mesh_node.
class node_process final {
public:
  /// `arguments`: NAME=VALUE, see mesh_program_test.cpp.
  explicit node_process(const std::vector<std::string>& arguments) : process_(command(arguments)) {}

  std::string take(const std::string& beginning) { return process_.lines().take(beginning); }
  /// The link port; to be asked once.
  std::uint16_t port() { return static_cast<std::uint16_t>(std::stoi(take("listening ").substr(10))); }
  /// A line for it to obey.
  void tell(const std::string& line) const { process_.tell(line); }
  void signal(int number) const { process_.signal(number); }
  /// Waits for its end. Its exit status; of a signal: minus its number.
  int wait() { return process_.wait(); }

private:
  static std::vector<std::string> command(const std::vector<std::string>& arguments) {
    std::vector<std::string> result{"/proc/self/exe", "--run_test=mesh_program/runs", "--log_level=nothing",
                                    "--report_level=no", "--"};
    result.insert(result.end(), arguments.begin(), arguments.end());
    return result;
  }

  troupe::test::child_process process_;
};

} // namespace chat::test
