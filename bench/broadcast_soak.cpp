// A server sends to a thousand clients of whom one never reads. Its memory must stay flat, whatever the overflow
// policy, and everybody else must get everything. Prints a markdown table; README.md says how to read it.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "troupe/bench/options.hpp"
#include "troupe/bench/soak/clients.hpp"
#include "troupe/bench/soak/server.hpp"

namespace {

using troupe::actors::overflow_policy;
using troupe::bench::soak_settings;

const std::vector<std::pair<std::string, overflow_policy>>& policies() {
  static const std::vector<std::pair<std::string, overflow_policy>> all{
    {"wait", overflow_policy::wait},
    {"drop_oldest", overflow_policy::drop_oldest},
    {"drop_newest", overflow_policy::drop_newest},
    {"disconnect", overflow_policy::disconnect},
  };
  return all;
}

std::vector<int> usable_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  troupe::bench::checked(::sched_getaffinity(0, sizeof cores, &cores), "sched_getaffinity");
  std::vector<int> result;
  for (int core = 0; core < CPU_SETSIZE; ++core)
    if (CPU_ISSET(static_cast<std::size_t>(core), &cores))
      result.push_back(core);
  return result;
}

soak_settings read_settings(const troupe::bench::options& given) {
  soak_settings result;
  const auto size = [&](std::string_view name, std::size_t& value, std::size_t least) {
    value = static_cast<std::size_t>(given.number(name, static_cast<long>(value)));
    if (value < least)
      throw std::invalid_argument("--" + std::string(name) + ": at least " + std::to_string(least));
  };
  size("clients", result.clients, 1);
  size("stalled", result.stalled, 0);
  size("size", result.size, 16);
  size("rate", result.rate, 1);
  size("send-limit", result.send_limit, 1);
  size("send-buffer", result.send_buffer, 0);
  size("bound", result.bound, 0);
  size("threads", result.threads, 1);
  if (result.stalled >= result.clients)
    throw std::invalid_argument("--stalled: fewer than --clients");
  result.warm_up = given.seconds("warm-up", result.warm_up);
  result.measured = given.seconds("seconds", result.measured);
  const auto cores = usable_cores();
  result.server_core = static_cast<int>(given.number("server-core", cores.front()));
  result.client_core = static_cast<int>(given.number("client-core", cores[std::min<std::size_t>(1, cores.size() - 1)]));
  return result;
}

/// Server and clients of one policy, both in a process of their own: memory begins anew. Its exit status.
int soak(const soak_settings& settings) {
  auto [server_end, client_end] = troupe::bench::line_pipe::make();
  const auto clients = troupe::bench::checked(::fork(), "fork");
  if (clients == 0) {
    { const auto closed = std::move(server_end); }
    troupe::bench::run_soak_clients(settings, client_end);
    return 0;
  }
  { const auto closed = std::move(client_end); }
  const auto seen = troupe::bench::run_soak_server(settings, server_end);
  ::waitpid(clients, nullptr, 0);
  const bool flat = seen.growth() <= settings.bound * 1024;
  const auto mebibytes = [](std::uint64_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
  std::printf(
    "| %s | %.0f | %.2f | %.0f %% | %.2f | %.2f | %.2f | %.2f | %llu, at most %zu %s | %.1f | %llu | %s | %s |\n",
    settings.policy_name.c_str(), seen.deliveries_per_second, seen.cpu_us, 100 * seen.server_busy,
    mebibytes(seen.memory_before), mebibytes(seen.memory_warm), mebibytes(seen.memory_most), mebibytes(seen.memory_end),
    static_cast<unsigned long long>(seen.growth() / 1024), settings.bound, flat ? "met" : "EXCEEDED", seen.latest_ms,
    static_cast<unsigned long long>(seen.queued_most / 1024), seen.fate.c_str(), seen.read_later.c_str());
  return flat ? 0 : 1;
}

int soak_apart(const soak_settings& settings) {
  std::fprintf(stderr, "policy %s\n", settings.policy_name.c_str());
  std::fflush(stdout);
  const auto child = troupe::bench::checked(::fork(), "fork");
  if (child == 0) {
    int status = 1;
    try {
      status = soak(settings);
    } catch (const std::exception& error) {
      std::printf("\n**FAILED** %s: %s\n\n", settings.policy_name.c_str(), error.what());
    }
    std::fflush(stdout);
    ::_exit(status);
  }
  int status = 0;
  troupe::bench::checked(::waitpid(child, &status, 0), "waitpid");
  if (WIFSIGNALED(status))
    std::printf("\n**FAILED** %s: signal %d\n\n", settings.policy_name.c_str(), WTERMSIG(status));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int run(const troupe::bench::options& given) {
  auto settings = read_settings(given);
  const auto wanted = given.text("policy", "all");
  std::printf(
    "%zu clients, %zu of them never read; %zu messages of %zu bytes a second to all, for %g s after %g s of"
    " warm-up;\nat most %zu KiB may wait for a client, beyond SO_SNDBUF=%zu. Memory is RssAnon of the server's"
    " process.\n\n",
    settings.clients, settings.stalled, settings.rate, settings.size, settings.measured, settings.warm_up,
    settings.send_limit / 1024, settings.send_buffer);
  std::puts("| policy | deliveries/s | CPU µs/delivery | server busy | MiB connected | MiB warm | MiB most | MiB end"
            " | growth KiB | latest ms | most queued KiB | stalled | what it got |");
  std::puts("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |");
  int failures = 0;
  bool known = false;
  for (const auto& [name, policy] : policies()) {
    if (wanted != "all" && wanted != name)
      continue;
    known = true;
    settings.policy_name = name;
    settings.policy = policy;
    failures += soak_apart(settings) == 0 ? 0 : 1;
  }
  if (!known)
    throw std::invalid_argument("--policy: wait, drop_oldest, drop_newest, disconnect or all, not " + wanted);
  return failures == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run({argc,
                argv,
                {"policy", "clients", "stalled", "size", "rate", "seconds", "warm-up", "send-limit", "send-buffer",
                 "bound", "threads", "server-core", "client-core"}});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "broadcast_soak: %s\n", error.what());
    return 1;
  }
}
