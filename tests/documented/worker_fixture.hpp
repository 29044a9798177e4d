#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "troupe/tests/support/fixture.hpp"

namespace troupe::test {

/// A server on 127.0.0.1 with background threads, with its events written down. Their handlers run on those threads:
/// what a test does there must be safe for that, and must not use Boost.Test, which is not. What they refer to has to
/// be declared before the server.
struct worker_server {
  event_log events; // outlives the threads
  std::unique_ptr<TCPServer> owner = std::make_unique<TCPServer>();
  TCPServer& server = *owner;

  explicit worker_server(int threads = 4) {
    events.attach(server);
    secure_if_wanted(server);
    server.Config("DoEventsWait=5");
    server.Config("WorkerThreads=" + std::to_string(threads));
    server.LocalHost("127.0.0.1");
  }
  client connect() { return client{server.LocalPort()}; }
  std::vector<client> connect_many(std::size_t count) {
    std::vector<client> clients;
    while (clients.size() < count)
      clients.push_back(connect());
    return clients;
  }
  void until(const std::function<bool()>& condition) { pump_until(server, condition); }
  /// The id of the connection that is this client, once it is connected.
  std::int64_t id_of(const client& which) {
    std::int64_t id = 0;
    const int port = which.local_port();
    until([&] {
      for (const auto& one : server.Connections()) {
        if (one.RemotePort() == port)
          id = one.ConnectionId();
      }
      return id != 0 && events.has("ReadyToSend", id);
    });
    return id;
  }
  std::set<std::thread::id> threads_of(std::string_view name, std::int64_t id = 0) const {
    std::set<std::thread::id> threads;
    for (const auto& one : events.of(name, id))
      threads.insert(one.thread);
    return threads;
  }
};

} // namespace troupe::test
