#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace chat {

enum class severity : std::uint8_t { debug, info, warning, error };

/// "debug", "info", "warning" or "error".
std::string_view to_text(severity level);

/// A line of the log: time (UTC), level, text, and a line end. The text may come from anybody: control characters and
/// what is not UTF-8 come out as \r, \n, \t or \x1b, so that each message is one line and moves no terminal.
std::string log_line(std::chrono::system_clock::time_point now, severity level, std::string_view text, bool in_colour);

/// Writes what happens to standard error, or to another descriptor, a line each. A value, to be copied; may be used on
/// all threads at once, since each line is one write(2). In colour if the descriptor is a terminal and NO_COLOR is not
/// set (no-color.org). A line that cannot be written is lost.
class log final {
public:
  explicit log(severity least = severity::info, int descriptor = 2);

  void write(severity level, std::string_view text) const;
  void debug(std::string_view text) const { write(severity::debug, text); }
  void info(std::string_view text) const { write(severity::info, text); }
  void warning(std::string_view text) const { write(severity::warning, text); }
  void error(std::string_view text) const { write(severity::error, text); }

private:
  severity least_;
  int descriptor_;
  bool in_colour_;
};

} // namespace chat
