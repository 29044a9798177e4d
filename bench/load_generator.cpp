// Loads an echo server on 127.0.0.1 and prints what it measured, one JSON object a line.
// One thread, one epoll loop; nothing but libc, libstdc++ and, for TLS, OpenSSL.

#include <algorithm>
#include <cstdio>
#include <map>
#include <stdexcept>

#include "troupe/bench/client_link.hpp"
#include "troupe/bench/descriptor.hpp"
#include "troupe/bench/options.hpp"
#include "troupe/bench/workload.hpp"

namespace {

using troupe::bench::workload;

/// A workload's default shape and the function that runs it.
struct recipe {
  void (*run)(const workload&);
  long connections;
  long window;
  long message_size;
  bool lines;
  long rate = 0;
};

const std::map<std::string, recipe>& recipes() {
  static const std::map<std::string, recipe> all{
    {"ping-pong", {troupe::bench::run_windowed, 64, 1, 64, false}},
    {"pipelined", {troupe::bench::run_windowed, 64, 16, 64, true}},
    {"bulk", {troupe::bench::run_windowed, 16, 4, 16384, false}},
    {"churn", {troupe::bench::run_churn, 64, 1, 64, false}},
    {"storm", {troupe::bench::run_storm, 32, 1, 64, false, 500}},
    {"idle", {troupe::bench::run_idle, 10000, 1, 64, false}},
  };
  return all;
}

std::size_t positive(const troupe::bench::options& given, std::string_view name, long fallback) {
  const long value = given.number(name, fallback);
  if (value < 1)
    throw std::invalid_argument("--" + std::string(name) + ": at least 1");
  return static_cast<std::size_t>(value);
}

bool wants_tls(const troupe::bench::options& given) {
  const auto answer = given.text("tls", "no");
  if (answer != "yes" && answer != "no")
    throw std::invalid_argument("--tls: yes or no, not " + answer);
  return answer == "yes";
}

void run(const troupe::bench::options& given) {
  workload work;
  work.name = given.text("workload", "ping-pong");
  const auto found = recipes().find(work.name);
  if (found == recipes().end())
    throw std::invalid_argument("--workload: ping-pong, pipelined, bulk, churn, storm or idle, not " + work.name);
  const auto& chosen = found->second;
  work.port = static_cast<std::uint16_t>(std::min<std::size_t>(65535, positive(given, "port", 0)));
  work.server = static_cast<pid_t>(given.number("server-pid", 0));
  work.connections = positive(given, "connections", chosen.connections);
  work.window = positive(given, "window", chosen.window);
  work.message_size = positive(given, "size", chosen.message_size);
  work.lines = chosen.lines;
  work.warm_up = given.seconds("warm-up", work.warm_up);
  work.measured = given.seconds("seconds", work.measured);
  if (chosen.rate > 0)
    work.rate = static_cast<double>(positive(given, "rate", chosen.rate));
  decltype(troupe::bench::client_tls_context()) tls;
  if (wants_tls(given))
    tls = troupe::bench::client_tls_context();
  work.tls = tls.get();
  chosen.run(work);
}

} // namespace

int main(int argc, char** argv) {
  try {
    troupe::bench::allow_all_descriptors();
    run({argc,
         argv,
         {"workload", "port", "server-pid", "connections", "window", "size", "rate", "tls", "warm-up", "seconds"}});
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "load_generator: %s\n", error.what());
    return 1;
  }
}
