#include "troupe/tests/support/child_process.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace troupe::test {

namespace {

/// Both ends of a pipe, of which no child inherits any but by posix_spawn's own doing.
std::array<int, 2> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"child_process: pipe"};
  return ends;
}

void read_lines(int from, event_lines& into) {
  std::string line;
  std::array<char, 4096> bytes{};
  for (;;) {
    const auto size = ::read(from, bytes.data(), bytes.size());
    if (size <= 0) {
      if (!line.empty())
        into.add(std::move(line));
      into.end();
      return;
    }
    for (ssize_t i = 0; i < size; ++i) {
      const char c = bytes[static_cast<std::size_t>(i)];
      if (c == '\n')
        into.add(std::exchange(line, {}));
      else
        line += c;
    }
  }
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (auto& word : words)
    result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

} // namespace

child_process::child_process(std::vector<std::string> words, listen what, const std::vector<std::string>& environment) {
  const auto in = open_pipe();
  const auto out = open_pipe();
  posix_spawn_file_actions_t redirect;
  ::posix_spawn_file_actions_init(&redirect);
  ::posix_spawn_file_actions_adddup2(&redirect, in[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&redirect, out[1], STDOUT_FILENO);
  if (what == listen::output_and_errors)
    ::posix_spawn_file_actions_adddup2(&redirect, out[1], STDERR_FILENO);
  std::vector<std::string> variables{environment};
  for (char** each = environ; *each != nullptr; ++each)
    variables.emplace_back(*each);
  const int error = ::posix_spawnp(&pid_, words.front().c_str(), &redirect, nullptr, pointers_to(words).data(),
                                   pointers_to(variables).data());
  ::posix_spawn_file_actions_destroy(&redirect);
  ::close(in[0]);
  ::close(out[1]);
  input_ = in[1];
  output_ = out[0];
  if (error != 0) {
    ::close(input_);
    ::close(output_);
    throw std::runtime_error{"child_process: cannot start " + words.front()};
  }
  reader_ = std::thread{[this] { read_lines(output_, lines_); }};
}

child_process::~child_process() {
  if (pid_ != 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(input_);
  reader_.join();
  ::close(output_);
}

void child_process::tell(const std::string& line) const {
  const auto bytes = line + "\n";
  if (::write(input_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error{"child_process: write"};
}

void child_process::signal(int number) const {
  if (::kill(pid_, number) != 0)
    throw std::runtime_error{"child_process: kill"};
  int status = 0;
  if (number == SIGSTOP && (::waitpid(pid_, &status, WUNTRACED) != pid_ || !WIFSTOPPED(status)))
    throw std::runtime_error{"child_process: it has ended instead of stopping"};
}

int child_process::wait() {
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_)
    throw std::runtime_error{"child_process: waitpid"};
  pid_ = 0;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

std::string output_of(const std::vector<std::string>& words) {
  child_process child{words};
  if (const int status = child.wait(); status != 0)
    throw std::runtime_error{words.front() + ": exit status " + std::to_string(status)};
  return child.lines().text_to_end();
}

bool is_installed(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders{path == nullptr ? "" : path};
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access((folder + "/" + program).c_str(), X_OK) == 0)
      return true;
  return false;
}

} // namespace troupe::test
