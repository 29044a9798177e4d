#pragma once

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <unistd.h>

#include <caf/all.hpp>

#include "troupe/examples/options.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/actors/server_protocol.hpp>

namespace examples {

/// Ctrl-C and SIGTERM for a program whose main thread waits for nothing else. To be made before all other threads.
class termination_signals {
public:
  termination_signals() {
    // A shell starts what runs in its background with SIGINT ignored, and what is ignored can't be waited for.
    std::signal(SIGINT, SIG_DFL);
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  termination_signals(const termination_signals&) = delete;
  termination_signals& operator=(const termination_signals&) = delete;

  /// Waits for the first one. The second one ends the program at once.
  void wait() const {
    int received = 0;
    sigwait(&signals_, &received);
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
  }

private:
  sigset_t signals_{};
};

/// A server's observer: prints its problems after the program's name, and ends the program when it has given up.
inline caf::behavior tell_problems(const std::string& program) {
  return {[program](const troupe::actors::server_problem& problem) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(), problem.what.text.c_str());
    if (problem.stopped)
      kill(getpid(), SIGTERM);
  }};
}

/// The address a client on this machine connects to: "127.0.0.1 7777".
inline std::string address_of(caf::scoped_actor& self, const caf::actor& server, const options& chosen) {
  std::string port;
  self->request(server, caf::infinite, troupe::actors::get_listening{})
    .receive(
      [&](const troupe::actors::listening_info& where) {
        const auto& place = where.endpoints.at(0);
        port = place.substr(place.rfind(':') + 1);
      },
      [](const caf::error&) {});
  const auto& host = chosen.text("host");
  const bool everywhere = host.empty() || host == "0.0.0.0";
  return (everywhere ? "127.0.0.1" : host == "::" ? "::1" : host) + ' ' + port;
}

/// No new clients; those who are there may finish. Then the server ends.
inline void drain(caf::scoped_actor& self, const caf::actor& server, std::uint32_t seconds) {
  const auto over = [](const caf::error&) {}; // it has ended by itself
  const auto tell = [seconds](const std::vector<troupe::actors::connection_info>& clients) {
    if (!clients.empty())
      say("\nClients may finish, for " + std::to_string(seconds) +
          " seconds. Press Ctrl-C again not to wait for them.");
  };
  self->request(server, caf::infinite, troupe::actors::list_connections{}).receive(tell, over);
  self->request(server, caf::infinite, troupe::actors::drain{seconds}).receive([] {}, over);
  self->request(server, caf::infinite, troupe::actors::shut_down{}).receive([] {}, over);
}

} // namespace examples
