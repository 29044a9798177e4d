#pragma once

#include <atomic>
#include <csignal>
#include <cstdio>
#include <string>

#include "troupe/examples/options.hpp"
#include <troupe/api/tcp_server.hpp>

namespace examples {

/// Prints what went wrong, with which client, and what to do about it.
inline void tell(const troupe::ErrorEvent& e) {
  const auto who = e.ConnectionId != 0 ? "client " + std::to_string(e.ConnectionId) + ": " : "";
  const bool is_full = e.ErrorCode == static_cast<int>(troupe::ErrorCode::TooManyOpenFiles);
  const auto* advice =
    is_full ? " New clients wait until one leaves; 'ulimit -n' sets how many files may be open." : "";
  std::fprintf(stderr, "%s%s%s\n", who.c_str(), e.Description.c_str(), advice);
}

/// StartListening at --host and --port. Ends the program if it can't (exit status 1), and says what to do about it.
inline void listen(troupe::TCPServer& server, const options& chosen) {
  const auto& host = chosen.text("host");
  const int port = chosen.number("port", 0, 65535);
  try {
    server.OnError(tell);
    // --host=:: or ::1 is as good as any.
    server.Config("UseIPv6=2");
    server.LocalHost(host);
    server.LocalPort(port);
    server.StartListening();
  } catch (const troupe::Error& error) {
    const auto place = "port " + std::to_string(port) + (host.empty() ? "" : " of " + host);
    if (error.code() == troupe::ErrorCode::AddressInUse)
      chosen.give_up(place +
                     " is taken, perhaps by a server that still runs. Choose another one with --port=N, or leave "
                     "the choice to the system with --port=0.");
    if (error.code() == troupe::ErrorCode::AccessDenied)
      chosen.give_up("you may not listen on " + place + ": ports below 1024 are the system's. Try --port=0.");
    chosen.give_up("can't listen on " + place + ": " + error.Description());
  }
}

/// The address a client on this machine connects to: "127.0.0.1 7777".
inline std::string address_of(const troupe::TCPServer& server, const options& chosen) {
  const auto& host = chosen.text("host");
  const bool everywhere = host.empty() || host == "0.0.0.0";
  return (everywhere ? "127.0.0.1" : host == "::" ? "::1" : host) + ' ' + std::to_string(server.LocalPort());
}

/// Prints a line that somebody waits for.
inline void say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

/// As long as it lives, Ctrl-C and SIGTERM stop the server's `Run`. The second one ends the program at once.
class stop_on_signals {
public:
  explicit stop_on_signals(troupe::TCPServer& server) {
    target() = &server;
    std::signal(SIGINT, stop);
    std::signal(SIGTERM, stop);
  }
  stop_on_signals(const stop_on_signals&) = delete;
  stop_on_signals& operator=(const stop_on_signals&) = delete;
  ~stop_on_signals() { restore(); }

private:
  // A signal handler can be given nothing, so it has to look somewhere.
  static std::atomic<troupe::TCPServer*>& target() {
    static std::atomic<troupe::TCPServer*> server{nullptr};
    return server;
  }
  static void restore() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
  }
  static void stop(int) {
    restore();
    target().load()->Stop();
  }
};

/// Handles events until Ctrl-C or SIGTERM.
inline void run_until_signal(troupe::TCPServer& server) {
  const stop_on_signals guard{server};
  server.Run();
}

/// Disconnects everybody, and gives them the time to read what they have been sent.
inline void shut_down(troupe::TCPServer& server) {
  if (!server.Connections().empty())
    say("\nDisconnecting everybody. Press Ctrl-C again not to wait for them.");
  server.Shutdown();
  while (!server.Connections().empty())
    server.DoEvents();
}

} // namespace examples
