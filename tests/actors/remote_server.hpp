#pragma once

#include <cstdint>

#include <caf/io/middleman.hpp>

#include "troupe/tests/actors/message_server.hpp"

namespace troupe::actors_test {

/// A message_server in a system that reaches other nodes.
class remote_server : public message_server {
public:
  remote_server() : message_server([](caf::actor_system_config& config) { config.load<caf::io::middleman>(); }) {}

  /// Makes an actor known to other nodes; at which port.
  std::uint16_t publish(const caf::actor& whom) {
    const auto port = system().middleman().publish(whom, 0, "127.0.0.1");
    if (!port)
      throw std::runtime_error{"publish: " + system().render(port.error())};
    return *port;
  }
  /// The actor that another node has published there.
  caf::actor reach(std::uint16_t port) {
    auto found = system().middleman().remote_actor("127.0.0.1", port);
    if (!found)
      throw std::runtime_error{"reach: " + system().render(found.error())};
    return std::move(*found);
  }
};

} // namespace troupe::actors_test
