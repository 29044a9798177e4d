#include "troupe/examples/chat/demo/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chat::demo {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

/// The new process, from fork(2) to the program.
[[noreturn]] void become(char* const* argv, int output, pid_t parent, const node::signals& blocked) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) // it has gone already
    ::_exit(1);
  blocked.restore();
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::execv("/proc/self/exe", argv);
  ::_exit(127);
}

} // namespace

child::child(const std::vector<std::string>& arguments, const node::signals& blocked) {
  auto words = arguments;
  words.insert(words.begin(), "chat");
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    fail("pipe");
  const auto parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0)
    become(argv.data(), ends[1], parent, blocked);
  ::close(ends[1]);
  output_ = ends[0];
  if (pid_ < 0) {
    ::close(output_);
    fail("fork");
  }
}

child::~child() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
  ::close(output_);
}

bool child::read(std::vector<std::string>& lines) {
  std::array<char, 4096> bytes{};
  const auto size = ::read(output_, bytes.data(), bytes.size());
  if (size < 0)
    return errno == EINTR;
  rest_.append(bytes.data(), static_cast<std::size_t>(size));
  for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
    lines.push_back(rest_.substr(0, end));
    rest_.erase(0, end + 1);
  }
  return size > 0;
}

void child::terminate() const {
  ::kill(pid_, SIGTERM);
}

} // namespace chat::demo
