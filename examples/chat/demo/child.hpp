#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "troupe/examples/chat/node/signals.hpp"

namespace chat::demo {

/// A process that runs this program, and the lines of its standard error. It is told SIGTERM when the object or this
/// process goes. It has a process group of its own: what the terminal sends on Ctrl-C goes to the parent alone, who
/// passes it on, so that it comes once. One thread.
class child final {
public:
  /// Starts it. Throws std::system_error. `blocked`: what the parent waits for, and the child does not inherit.
  child(const std::vector<std::string>& arguments, const node::signals& blocked);
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child();

  pid_t pid() const noexcept { return pid_; }
  /// To be polled for reading.
  int descriptor() const noexcept { return output_; }
  /// The lines that it has written since the last time; to be called when there is something to read. False when its
  /// output has ended, which is when it has.
  bool read(std::vector<std::string>& lines);
  void terminate() const;

private:
  pid_t pid_ = 0;
  int output_ = -1;
  std::string rest_;
};

} // namespace chat::demo
