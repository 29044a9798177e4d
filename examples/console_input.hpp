#pragma once

#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace examples {

/// The lines of standard input, which others may end before its time.
class console_input {
public:
  /// `reads`: or else there is nothing but the end to wait for.
  explicit console_input(bool reads) : source_(reads ? STDIN_FILENO : -1), ended_(eventfd(0, EFD_CLOEXEC)) {
    if (ended_ < 0)
      throw std::system_error{errno, std::generic_category(), "eventfd"};
  }
  console_input(const console_input&) = delete;
  console_input& operator=(const console_input&) = delete;
  ~console_input() { close(ended_); }

  /// No more lines from now on, also for who waits for one. Any thread.
  void end() const { static_cast<void>(eventfd_write(ended_, 1)); }

  /// Whether `end` was called.
  bool was_ended() const {
    pollfd ended{ended_, POLLIN, 0};
    return poll(&ended, 1, 0) > 0;
  }

  /// Waits for the next line; none: it has ended. One thread.
  std::optional<std::string> next_line() {
    for (;;) {
      if (!wait())
        return std::nullopt;
      if (auto line = take_line())
        return line;
      std::array<char, 4096> block{};
      const auto size = read(source_, block.data(), block.size());
      if (size > 0)
        received_.append(block.data(), static_cast<std::size_t>(size));
      else if (size == 0 || errno != EINTR)
        at_end_ = true;
    }
  }

private:
  /// False: it has ended.
  bool wait() {
    std::array<pollfd, 2> watched{{{ended_, POLLIN, 0}, {source_, POLLIN, 0}}};
    const bool has_line = at_end_ || received_.find('\n') != std::string::npos;
    while (poll(watched.data(), watched.size(), has_line ? 0 : -1) < 0 && errno == EINTR)
      continue;
    return watched[0].revents == 0 && !(at_end_ && received_.empty());
  }

  std::optional<std::string> take_line() {
    const auto end = received_.find('\n');
    if (end == std::string::npos && !at_end_)
      return std::nullopt;
    auto line = received_.substr(0, end);
    received_.erase(0, end == std::string::npos ? end : end + 1);
    return line;
  }

  int source_; // poll ignores -1
  int ended_;
  bool at_end_ = false;
  std::string received_;
};

} // namespace examples
