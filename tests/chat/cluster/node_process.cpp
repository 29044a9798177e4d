#include "troupe/tests/chat/cluster/node_process.hpp"

#include <array>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chat::test {

namespace {

/// Both ends of a pipe, of which no child inherits any but by posix_spawn's own doing.
std::array<int, 2> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"node_process: pipe"};
  return ends;
}

void read_lines(int from, event_lines& into) {
  std::string line;
  std::array<char, 4096> bytes{};
  for (;;) {
    const auto size = ::read(from, bytes.data(), bytes.size());
    if (size <= 0)
      return;
    for (ssize_t i = 0; i < size; ++i) {
      const char c = bytes[static_cast<std::size_t>(i)];
      if (c == '\n')
        into.add(std::exchange(line, {}));
      else
        line += c;
    }
  }
}

} // namespace

node_process::node_process(const std::vector<std::string>& arguments) {
  const auto in = open_pipe();
  const auto out = open_pipe();
  posix_spawn_file_actions_t redirect;
  ::posix_spawn_file_actions_init(&redirect);
  ::posix_spawn_file_actions_adddup2(&redirect, in[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&redirect, out[1], STDOUT_FILENO);
  std::vector<std::string> words{"mesh_program", "--run_test=mesh_program/runs", "--log_level=nothing",
                                 "--report_level=no", "--"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  const int error = ::posix_spawn(&pid_, "/proc/self/exe", &redirect, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&redirect);
  ::close(in[0]);
  ::close(out[1]);
  commands_ = in[1];
  lines_ = out[0];
  if (error != 0)
    throw std::runtime_error{"node_process: posix_spawn"};
  reader_ = std::thread{[this] { read_lines(lines_, events_); }};
}

node_process::~node_process() {
  if (pid_ != 0) {
    ::kill(pid_, SIGKILL);
    ::kill(pid_, SIGCONT);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(commands_);
  reader_.join();
  ::close(lines_);
}

std::uint16_t node_process::port() {
  return static_cast<std::uint16_t>(std::stoi(take("listening ").substr(10)));
}

void node_process::tell(const std::string& command) const {
  const auto line = command + "\n";
  if (::write(commands_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    throw std::runtime_error{"node_process: write"};
}

void node_process::signal(int number) const {
  if (::kill(pid_, number) != 0)
    throw std::runtime_error{"node_process: kill"};
}

int node_process::wait() {
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_)
    throw std::runtime_error{"node_process: waitpid"};
  pid_ = 0;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace chat::test
