#include "troupe/net/simulated_peer.hpp"

#include <utility>

namespace troupe::net {

simulated_peer& simulated_peer::operator=(simulated_peer&& other) noexcept {
  simulated_peer old{std::move(*this)};
  link_ = std::move(other.link_);
  return *this;
}

simulated_peer::~simulated_peer() {
  if (link_)
    link_->client_closes();
}

const std::string& simulated_peer::received() {
  link_->client_reads();
  return link_->client_received();
}

std::string simulated_peer::take() {
  link_->client_reads();
  return std::exchange(link_->client_received(), {});
}

bool simulated_peer::saw_end() {
  link_->client_reads();
  return link_->client_saw_end();
}

} // namespace troupe::net
