#include "troupe/tests/chat/node/ii_client.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace chat::test {

namespace {

constexpr std::chrono::seconds longest_wait{30};

} // namespace

ii_client::ii_client(const std::string& nick, int port)
  : changes_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
    client_({"ii", "-i", folder_.path(), "-s", "127.0.0.1", "-p", std::to_string(port), "-n", nick}) {}

ii_client::~ii_client() {
  ::close(changes_);
}

void ii_client::say(const std::string& channel, const std::string& line) {
  const auto name = path_of(channel, "in");
  const auto deadline = clock::now() + longest_wait;
  int pipe = -1;
  while ((pipe = ::open(name.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)) < 0)
    if (!wait_for_change(deadline))
      throw std::runtime_error{"ii makes no '" + name + "'; heard:\n" + heard("")};
  const auto bytes = line + "\n";
  const bool is_said = ::write(pipe, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  ::close(pipe);
  if (!is_said)
    throw std::runtime_error{"ii does not take '" + line + "'"};
}

void ii_client::hear(const std::string& channel, const std::string& text) {
  const auto deadline = clock::now() + longest_wait;
  while (heard(channel).find(text) == std::string::npos)
    if (!wait_for_change(deadline))
      throw std::runtime_error{"ii does not hear '" + text + "', but:\n" + heard(channel)};
}

std::string ii_client::heard(const std::string& channel) const {
  std::ifstream in{path_of(channel, "out"), std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string ii_client::path_of(const std::string& channel, const std::string& file) const {
  return folder_.path() + "/127.0.0.1/" + (channel.empty() ? "" : channel + "/") + file;
}

bool ii_client::wait_for_change(clock::time_point deadline) const {
  using std::chrono::milliseconds;
  const auto watch = [this](const std::string& folder) {
    ::inotify_add_watch(changes_, folder.c_str(), IN_CREATE | IN_MODIFY | IN_OPEN);
  };
  watch(folder_.path());
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder_.path(), ignored})
    if (entry.is_directory(ignored))
      watch(entry.path().string());
  const auto rest = std::chrono::duration_cast<milliseconds>(deadline - clock::now());
  if (rest <= milliseconds::zero())
    return false;
  // A folder may have been made, and filled, before it was watched: look again soon, in any case.
  pollfd waiting{changes_, POLLIN, 0};
  ::poll(&waiting, 1, 100);
  for (std::array<char, 4096> events{}; ::read(changes_, events.data(), events.size()) > 0;)
    continue;
  return true;
}

} // namespace chat::test
