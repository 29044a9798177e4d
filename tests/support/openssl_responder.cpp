#include "troupe/tests/support/openssl_responder.hpp"

#include <csignal>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace troupe::test {

namespace {

constexpr const char* program = "/usr/bin/openssl";

/// "ACCEPT [::]:37673 PID=29797"
int read_port(int from) {
  std::string line;
  char each = 0;
  while (::read(from, &each, 1) == 1 && each != '\n')
    line += each;
  const auto end = line.find(" PID");
  const auto colon = line.rfind(':', end);
  if (colon == std::string::npos || end == std::string::npos)
    throw std::runtime_error{"openssl_responder: " + line};
  return std::stoi(line.substr(colon + 1, end - colon - 1));
}

} // namespace

bool openssl_responder::is_there() {
  return ::access(program, X_OK) == 0;
}

openssl_responder::openssl_responder(const std::string& certificate, const std::string& key, const std::string& index) {
  const auto shown = folder_.file("ca.pem", certificate);
  const auto signs = folder_.file("ca.key", key);
  const auto list = folder_.file("index.txt", index);
  const char* const arguments[] = {"openssl",    "ocsp",        "-port",       "0",        "-index",
                                   list.c_str(), "-CA",         shown.c_str(), "-rsigner", shown.c_str(),
                                   "-rkey",      signs.c_str(), nullptr};
  int output[2];
  if (::pipe2(output, O_CLOEXEC) != 0)
    throw std::runtime_error{"openssl_responder: pipe2"};
  output_ = output[0];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int failed = ::posix_spawn(&process_, program, &actions, nullptr, const_cast<char* const*>(arguments), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(output[1]);
  if (failed != 0)
    throw std::runtime_error{"openssl_responder: posix_spawn"};
  port_ = read_port(output_);
}

void openssl_responder::answer_for(const std::string& index) {
  // Another file, which it notices by its inode: the time of a change may be the same.
  std::filesystem::rename(folder_.file("next.txt", index), folder_.path_of("index.txt"));
}

openssl_responder::~openssl_responder() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  ::close(output_);
}

} // namespace troupe::test
