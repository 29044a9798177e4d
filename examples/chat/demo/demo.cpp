#include "troupe/examples/chat/demo/demo.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

#include "troupe/examples/chat/demo/child.hpp"
#include "troupe/examples/chat/demo/ports.hpp"
#include "troupe/examples/chat/node/signals.hpp"

namespace chat::demo {

namespace {

using clock = std::chrono::steady_clock;

/// So long a dead node stays away: long enough to be missed.
constexpr std::chrono::seconds absence{8};

struct member {
  std::string name;
  std::string colour; ///< of its lines on a terminal
  std::uint16_t port = 0;
  std::uint16_t tls_port = 0;
  std::uint16_t link_port = 0;
  std::optional<child> process;
  bool is_up = false; ///< it takes clients
  clock::time_point again = clock::time_point::max();
};

class network final {
public:
  explicit network(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {}

  int run();

private:
  void start(member& one);
  void relay(member& one);
  void has_ended(member& one);
  void begin_next();
  void stop();
  void tell_how_to_join() const;
  void print(const member& one, std::string_view line) const;
  bool is_over() const {
    return std::none_of(members_.begin(), members_.end(), [](const auto& each) { return each.process.has_value(); });
  }

  const node::signals signals_;
  std::vector<std::string> arguments_;
  bool in_colour_ = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  std::array<member, 3> members_{{
    {"one.demo", "\x1b[36m", free_port(6667), free_port(6697), free_port(7001), {}},
    {"two.demo", "\x1b[35m", free_port(6668), free_port(6698), free_port(7002), {}},
    {"three.demo", "\x1b[32m", free_port(6669), free_port(6699), free_port(7003), {}},
  }};
  bool is_complete_ = false;
  bool stopping_ = false;
};

void network::start(member& one) {
  std::vector<std::string> words{"--server-name=" + one.name,
                                 "--network=Demo",
                                 fmt::format("--port={}", one.port),
                                 fmt::format("--tls-port={}", one.tls_port),
                                 fmt::format("--link-port={}", one.link_port),
                                 "--link-retry-ms=1000"};
  // Those that can be reached now.
  for (const auto& other : members_)
    if (&other != &one && other.is_up)
      words.push_back(fmt::format("--join=127.0.0.1:{}", other.link_port));
  words.insert(words.end(), arguments_.begin(), arguments_.end());
  one.again = clock::time_point::max();
  one.process.emplace(words, signals_);
  if (is_complete_) // for whoever wants to kill it once more
    print(one, fmt::format("process {}", one.process->pid()));
}

void network::print(const member& one, std::string_view line) const {
  fmt::print("{}{:<10}{} | {}\n", in_colour_ ? one.colour : "", one.name, in_colour_ ? "\x1b[0m" : "", line);
  std::fflush(stdout);
}

void network::relay(member& one) {
  std::vector<std::string> lines;
  const bool lives = one.process->read(lines);
  for (const auto& line : lines) {
    print(one, line);
    if (line.find("listening for servers on") != std::string::npos) {
      one.is_up = true;
      begin_next();
    }
  }
  if (!lives)
    has_ended(one);
}

void network::has_ended(member& one) {
  one.process.reset();
  // One that has never worked would not work the second time.
  if (!is_complete_ && !stopping_)
    stop();
  one.is_up = false;
  if (stopping_)
    return;
  one.again = clock::now() + absence;
  print(one, fmt::format("has ended; it is started again in {} seconds", absence.count()));
}

/// The second time they end at once.
void network::stop() {
  stopping_ = true;
  for (const auto& each : members_)
    if (each.process)
      each.process->terminate();
}

void network::begin_next() {
  if (is_complete_)
    return;
  for (auto& each : members_)
    if (!each.process)
      return start(each);
  is_complete_ = std::all_of(members_.begin(), members_.end(), [](const auto& each) { return each.is_up; });
  if (is_complete_)
    tell_how_to_join();
}

void network::tell_how_to_join() const {
  fmt::print("\nThree IRC servers run as one network: it does not matter which of them one is connected to.\n\n");
  for (const auto& each : members_)
    fmt::print("  {:<10}  127.0.0.1  port {:<5}  with TLS {:<5}  process {}\n", each.name, each.port, each.tls_port,
               each.process->pid());
  fmt::print("\nIn a second terminal:  irssi -c 127.0.0.1 -p {} -n ann    and there:  /join #chat\n", members_[0].port);
  fmt::print("In a third one:        irssi -c 127.0.0.1 -p {} -n bob    and there:  /join #chat\n", members_[1].port);
  fmt::print("With TLS, in irssi:    /connect -tls -notls_verify 127.0.0.1 {}\n", members_[2].tls_port);
  fmt::print("Without irssi:         nc -C 127.0.0.1 {}    and there, a line each:  NICK cid, USER cid 0 * :Cid,\n"
             "                       JOIN #chat, PRIVMSG #chat :hello\n",
             members_[2].port);
  fmt::print("A netsplit:            kill -9 {}    {} dies, and all its users quit; {} seconds later it is back\n",
             members_[1].process->pid(), members_[1].name, absence.count());
  fmt::print("Ctrl-C ends all of them. What follows is what they log.\n\n");
  std::fflush(stdout);
}

int network::run() {
  start(members_[0]);
  while (!is_over() || !stopping_) {
    std::vector<pollfd> waited_for{{signals_.descriptor(), POLLIN, 0}};
    std::vector<member*> whose{nullptr};
    auto next = clock::time_point::max();
    for (auto& each : members_) {
      next = std::min(next, each.again);
      if (each.process) {
        waited_for.push_back({each.process->descriptor(), POLLIN, 0});
        whose.push_back(&each);
      }
    }
    const auto pause = std::chrono::ceil<std::chrono::milliseconds>(next - clock::now());
    ::poll(waited_for.data(), waited_for.size(),
           next == clock::time_point::max() ? -1 : static_cast<int>(std::max<std::int64_t>(pause.count(), 0)));
    if (signals_.take() != 0)
      stop();
    for (std::size_t i = 1; i < whose.size(); ++i)
      if (waited_for[i].revents != 0)
        relay(*whose[i]);
    for (auto& each : members_)
      if (!stopping_ && clock::now() >= each.again)
        start(each);
  }
  return is_complete_ ? 0 : 1;
}

} // namespace

int run(const std::vector<std::string>& arguments) {
  return network{arguments}.run();
}

} // namespace chat::demo
