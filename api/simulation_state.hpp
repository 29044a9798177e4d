#pragma once

#include "troupe/api/simulation.hpp"
#include "troupe/net/simulated_network.hpp"

namespace troupe {

/// The network behind a `Simulation`.
class Simulation::State final {
public:
  net::simulated_network network;
};

/// The peer behind a `SimulatedClient`.
class SimulatedClient::State final {
public:
  explicit State(net::simulated_peer&& connected) noexcept : peer(std::move(connected)) {}

  net::simulated_peer peer;
};

} // namespace troupe
