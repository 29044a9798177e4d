#pragma once

#include <string>
#include <utility>

#include "troupe/bench/descriptor.hpp"

namespace troupe::bench {

/// One end of a pipe in both directions, over which two processes say short lines to each other. Blocks.
class line_pipe final {
public:
  explicit line_pipe(descriptor end) : end_(std::move(end)) {}

  /// Both ends, for before a fork.
  static std::pair<line_pipe, line_pipe> make();

  void say(const std::string& line);
  /// The next line. Throws if the other process has ended, or says nothing for `patience` seconds.
  std::string hear(int patience);
  /// Whether something is said.
  [[nodiscard]] bool is_spoken() const;

  /// Whether the other process has ended.
  [[nodiscard]] bool is_gone() const;

  [[nodiscard]] int number() const noexcept { return end_.get(); }

private:
  descriptor end_;
};

} // namespace troupe::bench
