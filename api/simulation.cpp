#include "troupe/api/simulation.hpp"

#include "troupe/api/property_checks.hpp"
#include "troupe/api/simulation_state.hpp"
#include "troupe/api/system_errors.hpp"

namespace troupe {

// -- Simulation --------------------------------------------------------------------------------------------------

Simulation::Simulation() : state_(std::make_unique<State>()) {}

Simulation::~Simulation() = default;

SimulatedClient Simulation::Connect(int port) {
  check_local_port(port, false);
  auto peer = state_->network.connect(static_cast<std::uint16_t>(port));
  if (!peer)
    throw make_error(peer.error(), "simulated port " + std::to_string(port));
  return SimulatedClient{std::make_unique<SimulatedClient::State>(std::move(*peer))};
}

void Simulation::Advance(std::chrono::milliseconds by) {
  state_->network.advance(by);
}

void Simulation::Schedule(std::chrono::milliseconds delay, std::function<void()> action) {
  state_->network.schedule(delay, std::move(action));
}

void Simulation::Window(std::size_t bytes) {
  state_->network.window(bytes);
}

void Simulation::LimitSockets(std::size_t count) {
  state_->network.faults().limit_descriptors(count);
}

void Simulation::ChunkReceives(std::size_t bytes) {
  state_->network.faults().receive_at_most(bytes);
}

void Simulation::ShortenSends(std::size_t count, std::size_t bytes) {
  state_->network.faults().shorten_sends(count, bytes);
}

// -- SimulatedClient ---------------------------------------------------------------------------------------------

SimulatedClient::SimulatedClient(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}

SimulatedClient::SimulatedClient(SimulatedClient&&) noexcept = default;

SimulatedClient& SimulatedClient::operator=(SimulatedClient&&) noexcept = default;

SimulatedClient::~SimulatedClient() = default;

void SimulatedClient::Send(std::string_view bytes) {
  state_->peer.send(bytes);
}

std::string SimulatedClient::Received() const {
  return state_->peer.received();
}

std::string SimulatedClient::Take() {
  return state_->peer.take();
}

void SimulatedClient::FinishSending() {
  state_->peer.finish_sending();
}

void SimulatedClient::Close() {
  state_->peer.close();
}

void SimulatedClient::Reset() {
  state_->peer.reset();
}

void SimulatedClient::Stall(bool stalled) {
  state_->peer.stall(stalled);
}

bool SimulatedClient::SawEnd() const {
  return state_->peer.saw_end();
}

bool SimulatedClient::WasReset() const {
  return state_->peer.was_reset();
}

} // namespace troupe
