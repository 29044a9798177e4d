#include "troupe/tests/chat/node/irssi_client.hpp"

#include <array>
#include <chrono>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "troupe/tests/support/child_process.hpp"

namespace chat::test {

namespace {

constexpr std::chrono::seconds longest_wait{30};

/// A named pipe, open in both directions, so that neither side waits for the other.
int make_pipe(const std::string& name) {
  const int pipe = ::mkfifo(name.c_str(), 0600) == 0 ? ::open(name.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC) : -1;
  if (pipe < 0)
    throw std::runtime_error{"irssi_client: no pipe"};
  return pipe;
}

} // namespace

irssi_client::irssi_client(const std::string& nick, int port, bool tls)
  : changes_(make_pipe(folder_.path_of("changes"))) {
  // Else irssi holds back what it sends after the fifth line.
  folder_.file("config", "settings = { \"irc/core\" = { cmd_queue_speed = \"10msec\"; }; };\n");
  troupe::test::output_of(
    tmux({"-f", "/dev/null", "new-session", "-d", "-x", "150", "-y", "50",
          "TERM=screen exec irssi --home='" + folder_.path() + "' --nick=" + nick + " --noconnect"}));
  troupe::test::output_of(tmux({"pipe-pane", "-o", "exec cat >'" + folder_.path_of("changes") + "'"}));
  wait_for("[(status)]");
  type("/connect " + std::string{tls ? "-tls " : ""} + "127.0.0.1 " + std::to_string(port));
}

irssi_client::~irssi_client() {
  troupe::test::child_process end{tmux({"kill-server"})};
  end.wait();
  ::close(changes_);
}

void irssi_client::type(const std::string& line) {
  troupe::test::output_of(tmux({"send-keys", "-l", "--", line}));
  troupe::test::output_of(tmux({"send-keys", "Enter"}));
}

std::string irssi_client::screen() const {
  return troupe::test::output_of(tmux({"capture-pane", "-p"}));
}

void irssi_client::wait_for(const std::string& text) {
  using std::chrono::milliseconds;
  const auto deadline = std::chrono::steady_clock::now() + longest_wait;
  while (screen().find(text) == std::string::npos) {
    const auto rest = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
    if (rest <= milliseconds::zero())
      throw std::runtime_error{"irssi does not show '" + text + "', but:\n" + screen()};
    // What is written to the pipe and what is drawn are two things: look again soon, in any case.
    pollfd waiting{changes_, POLLIN, 0};
    ::poll(&waiting, 1, 100);
    for (std::array<char, 4096> bytes{}; ::read(changes_, bytes.data(), bytes.size()) > 0;)
      continue;
  }
}

std::vector<std::string> irssi_client::tmux(const std::vector<std::string>& words) const {
  std::vector<std::string> result{"tmux", "-S", folder_.path_of("tmux")};
  result.insert(result.end(), words.begin(), words.end());
  return result;
}

} // namespace chat::test
