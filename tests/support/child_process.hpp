#pragma once

#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

#include "troupe/tests/support/event_lines.hpp"

namespace troupe::test {

/// A program that runs beside the test. Its output comes out of a pipe, line by line.
class child_process final {
public:
  enum class listen { output, output_and_errors };

  /// `words`: its file, or its name in the PATH, and its arguments. `environment`: NAME=VALUE, added to this one's.
  explicit child_process(std::vector<std::string> words, listen what = listen::output,
                         const std::vector<std::string>& environment = {});
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;
  /// Kills it, if it still runs.
  ~child_process();

  event_lines& lines() { return lines_; }
  /// A line for its standard input.
  void tell(const std::string& line) const;
  /// Returns after SIGSTOP when none of its threads runs any more.
  void signal(int number) const;
  /// Waits for its end. Its exit status; of a signal: minus its number.
  int wait();

private:
  pid_t pid_ = 0;
  int input_ = -1;
  int output_ = -1;
  event_lines lines_;
  std::thread reader_;
};

/// Runs a program to its end and returns what it prints. Throws if its exit status is not 0.
std::string output_of(const std::vector<std::string>& words);

/// Whether there is a program of that name in the PATH.
bool is_installed(const std::string& program);

} // namespace troupe::test
