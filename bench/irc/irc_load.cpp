// Loads a channel of an IRC server, or of a network of them, on 127.0.0.1 and prints what it measured as JSON.
// One thread, one epoll loop; knows nothing of Troupe.

#include <cstdio>
#include <stdexcept>

#include "troupe/bench/descriptor.hpp"
#include "troupe/bench/irc/channel_load.hpp"
#include "troupe/bench/options.hpp"

namespace {

using troupe::bench::channel_workload;
using troupe::bench::irc_server;
using troupe::bench::options;

/// "6667:1234,6668:1235": port and process of each server.
std::vector<irc_server> servers_of(std::string_view text) {
  std::vector<irc_server> result;
  while (!text.empty()) {
    const auto port = troupe::bench::take_number(text);
    const auto process = troupe::bench::take_number(text);
    if (!port || !process || *port == 0 || *port > 65535)
      throw std::invalid_argument("--servers: PORT:PID,PORT:PID is wanted; PID 0: its CPU is not read");
    result.push_back({static_cast<std::uint16_t>(*port), static_cast<pid_t>(*process)});
  }
  return result;
}

void run(const options& given) {
  channel_workload work;
  work.servers = servers_of(given.text("servers", ""));
  const auto size = [&](std::string_view name, std::size_t fallback) {
    return static_cast<std::size_t>(given.number(name, static_cast<long>(fallback)));
  };
  work.members = size("members", work.members);
  work.senders = size("senders", work.senders);
  work.window = size("window", work.window);
  work.message_size = size("size", work.message_size);
  work.warm_up = given.seconds("warm-up", work.warm_up);
  work.measured = given.seconds("seconds", work.measured);
  troupe::bench::allow_all_descriptors();
  troupe::bench::channel_load(work).run();
}

} // namespace

int main(int argc, char** argv) {
  try {
    run({argc, argv, {"servers", "members", "senders", "window", "size", "warm-up", "seconds"}});
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "irc_load: %s\n", error.what());
    return 1;
  }
}
