#include "troupe/bench/soak/line_pipe.hpp"

#include <stdexcept>

#include <poll.h>
#include <sys/socket.h>

namespace troupe::bench {

std::pair<line_pipe, line_pipe> line_pipe::make() {
  int ends[2];
  checked(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
  return {line_pipe{descriptor{ends[0]}}, line_pipe{descriptor{ends[1]}}};
}

void line_pipe::say(const std::string& line) {
  const auto text = line + '\n';
  if (::send(end_.get(), text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("the other process does not listen any more");
}

std::string line_pipe::hear(int patience) {
  std::string line;
  for (char letter = 0;;) {
    pollfd interest{end_.get(), POLLIN, 0};
    if (checked(::poll(&interest, 1, patience * 1000), "poll") == 0)
      throw std::runtime_error("the other process says nothing");
    if (::recv(end_.get(), &letter, 1, 0) != 1)
      throw std::runtime_error("the other process has ended");
    if (letter == '\n')
      return line;
    line += letter;
  }
}

bool line_pipe::is_spoken() const {
  pollfd interest{end_.get(), POLLIN, 0};
  return ::poll(&interest, 1, 0) > 0;
}

bool line_pipe::is_gone() const {
  pollfd interest{end_.get(), POLLRDHUP, 0};
  return ::poll(&interest, 1, 0) > 0;
}

} // namespace troupe::bench
