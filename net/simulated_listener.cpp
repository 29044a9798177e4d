#include "troupe/net/simulated_listener.hpp"

#include <algorithm>
#include <utility>

namespace troupe::net {

namespace {

constexpr std::size_t default_backlog = 4096;

} // namespace

simulated_listener::simulated_listener(const endpoint& local, const listen_options& options)
  : local_(local), options_(options),
    limit_(options.backlog <= 0 ? default_backlog : static_cast<std::size_t>(options.backlog)) {}

bool simulated_listener::wildcard() const {
  return local_ == endpoint::any(ip_family::v4_only, local_.port()) ||
         local_ == endpoint::any(ip_family::v6_only, local_.port());
}

bool simulated_listener::reaches(const endpoint& to) const {
  if (to.port() != local_.port())
    return false;
  if (wildcard())
    return is_v4(to) == is_v4(local_) || (is_v4(to) && !options_.v6_only);
  return is_v4(to) == is_v4(local_) && to.address() == local_.address();
}

bool simulated_listener::conflicts_with(const simulated_listener& other) const {
  if (!listening_ || !other.listening_ || (!options_.exclusive && !other.options_.exclusive))
    return false;
  return reaches(other.local_) || other.reaches(local_);
}

void simulated_listener::refuse() noexcept {
  listening_ = false;
  for (const auto& client : backlog_)
    client->close(event_loop::close_mode::reset);
  backlog_.clear();
}

void simulated_listener::offer(socket_handle self, link_ptr client) {
  backlog_.push_back(std::move(client));
  ++offered_;
  for (auto* watcher : watchers_)
    watcher->on_client(self);
}

simulated_listener::link_ptr simulated_listener::take() {
  auto client = std::move(backlog_.front());
  backlog_.pop_front();
  return client;
}

void simulated_listener::unwatch(client_watcher& watcher) noexcept {
  watchers_.erase(std::remove(watchers_.begin(), watchers_.end(), &watcher), watchers_.end());
}

bool is_v4(const endpoint& at) noexcept {
  return !at.is_v6() || at.is_v4_mapped();
}

} // namespace troupe::net
