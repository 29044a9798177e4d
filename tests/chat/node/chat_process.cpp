#include "troupe/tests/chat/node/chat_process.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chat::test {

namespace {

/// Nothing here takes so long, unless it fails.
constexpr std::chrono::seconds longest_wait{30};

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (auto& word : words)
    result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

/// With SIGINT and the like as they are for a program that a shell starts.
pid_t spawn(std::vector<std::string> words, std::vector<std::string> environment, int output) {
  posix_spawn_file_actions_t redirect;
  ::posix_spawn_file_actions_init(&redirect);
  ::posix_spawn_file_actions_addopen(&redirect, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&redirect, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&redirect, output, STDERR_FILENO);
  for (char** each = environ; *each != nullptr; ++each)
    environment.emplace_back(*each);
  const auto argv = pointers_to(words);
  const auto env = pointers_to(environment);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv[0], &redirect, nullptr, argv.data(), env.data());
  ::posix_spawn_file_actions_destroy(&redirect);
  if (error != 0)
    throw std::runtime_error{"cannot start " + words.front()};
  return pid;
}

std::vector<std::string> command_of(const std::vector<std::string>& arguments) {
  std::vector<std::string> result{chat_process::program(), "--port=any", "--tls-port=any"};
  result.insert(result.end(), arguments.begin(), arguments.end());
  return result;
}

int port_of(const std::string& endpoint) {
  return std::stoi(endpoint.substr(endpoint.rfind(':') + 1));
}

} // namespace

program_process::program_process(const std::vector<std::string>& words, const std::vector<std::string>& environment) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"program_process: pipe"};
  lines_from_ = ends[0];
  try {
    pid_ = spawn(words, environment, ends[1]);
  } catch (...) {
    ::close(ends[0]);
    ::close(ends[1]);
    throw;
  }
  ::close(ends[1]);
  reader_ = std::thread{[this] { read_lines(); }};
}

program_process::~program_process() {
  if (pid_ != 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  reader_.join();
  ::close(lines_from_);
}

void program_process::read_lines() {
  std::string line;
  std::array<char, 4096> bytes{};
  for (;;) {
    const auto size = ::read(lines_from_, bytes.data(), bytes.size());
    const std::lock_guard<std::mutex> lock{mutex_};
    if (size <= 0)
      break;
    printed_.append(bytes.data(), static_cast<std::size_t>(size));
    for (ssize_t i = 0; i < size; ++i) {
      const char c = bytes[static_cast<std::size_t>(i)];
      if (c == '\n')
        lines_.push_back(std::exchange(line, {}));
      else
        line += c;
    }
    added_.notify_all();
  }
  const std::lock_guard<std::mutex> lock{mutex_};
  finished_ = true;
  added_.notify_all();
}

std::string program_process::after(const std::string& part) {
  std::unique_lock<std::mutex> lock{mutex_};
  const auto holds = [&](const std::string& line) { return line.find(part) != std::string::npos; };
  const auto found = [&] { return std::find_if(lines_.begin(), lines_.end(), holds); };
  added_.wait_for(lock, longest_wait, [&] { return finished_ || found() != lines_.end(); });
  const auto place = found();
  if (place == lines_.end())
    throw std::runtime_error{"the program has not printed '" + part + "', but:\n" + printed_};
  const auto rest = place->substr(place->find(part) + part.size());
  lines_.erase(lines_.begin(), place + 1);
  return rest;
}

std::string program_process::printed() const {
  const std::lock_guard<std::mutex> lock{mutex_};
  return printed_;
}

void program_process::signal(int number) const {
  if (::kill(pid_, number) != 0)
    throw std::runtime_error{"program_process: kill"};
}

int program_process::wait() {
  // Its end is that of its output.
  std::unique_lock<std::mutex> lock{mutex_};
  if (!added_.wait_for(lock, longest_wait, [&] { return finished_; }))
    throw std::runtime_error{"the program does not end; it has printed:\n" + printed_};
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_)
    throw std::runtime_error{"program_process: waitpid"};
  pid_ = 0;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

std::string chat_process::program() {
  // Beside the folder of this test program.
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "chat";
}

std::vector<std::string> chat_process::linkable(const std::string& name) {
  // Quick to notice what is gone, and to try again.
  return {"--server-name=" + name, "--link-port=any", "--link-heartbeat-ms=500", "--link-timeout-ms=5000",
          "--link-retry-ms=500"};
}

chat_process::chat_process(const std::vector<std::string>& arguments) : process_(command_of(arguments)) {
  port_ = port_of(process_.after("listening for clients on "));
  tls_port_ = port_of(process_.after("listening for clients with TLS on "));
  const bool has_links = std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    return argument.rfind("--link-port", 0) == 0 || argument.rfind("--join", 0) == 0;
  });
  if (has_links)
    links_ = process_.after("listening for servers on ");
}

chat_process::chat_process(const std::string& name, chat_process& first, std::vector<std::string> arguments)
  : chat_process([&] {
      auto all = linkable(name);
      all.push_back("--join=" + first.links());
      all.insert(all.end(), arguments.begin(), arguments.end());
      return all;
    }()) {}

std::string chat_process::fingerprint() {
  process_.after("FINGERPRINT:");
  return process_.after("  ");
}

int chat_process::stop() {
  process_.signal(SIGTERM);
  return process_.wait();
}

void chat_process::kill() {
  process_.signal(SIGKILL);
  process_.wait();
}

} // namespace chat::test
