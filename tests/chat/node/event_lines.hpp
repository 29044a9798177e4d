#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>

namespace chat::test {

/// Lines that something else writes, and a test waits for. May be used on all threads at once.
class event_lines final {
public:
  void add(std::string line);
  /// No more lines come.
  void end();

  /// Waits for a line that begins so, takes it out and returns it; throws when none comes for long.
  std::string take(const std::string& beginning);
  /// The same for a line in which a text stands anywhere.
  std::string take_with(const std::string& text);
  /// Waits for any line, for ever.
  std::string take_next();
  /// Waits for a line that begins so, and leaves it. Whether one that begins with `other` stands before it.
  bool stands_before(const std::string& other, const std::string& beginning);
  /// Whether a line that begins so is there now.
  bool has(const std::string& beginning) const;
  /// All that is there, for messages.
  std::string text() const;
  /// All that is there when the end has come.
  std::string text_to_end();

private:
  using lines = std::deque<std::string>;
  template <class Predicate>
  lines::iterator wait_for(std::unique_lock<std::mutex>& lock, const std::string& what, Predicate is_it);
  std::string joined() const;

  mutable std::mutex mutex_;
  std::condition_variable added_;
  lines lines_;
  bool has_ended_ = false;
};

} // namespace chat::test
