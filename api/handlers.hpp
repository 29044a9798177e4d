#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "troupe/api/certificate_cache.hpp"
#include "troupe/api/events.hpp"

namespace troupe {

/// The application's handlers, all of them.
struct handlers {
  ConnectionRequestHandler connection_request;
  ConnectedHandler connected;
  DataInHandler data_in;
  DisconnectedHandler disconnected;
  ErrorHandler error;
  ReadyToSendHandler ready_to_send;
  SSLClientAuthenticationHandler client_authentication;
  SSLConnectionRequestHandler tls_request;
  SSLStatusHandler tls_status;
};

/// What the event queues of all workers share with the façade. Any thread.
///
/// A handler may be replaced at any time, even by itself: queues take a new set when they see a new version, and one
/// that is running lives on until it returns.
class event_settings {
public:
  unsigned version() const noexcept { return version_.load(std::memory_order_acquire); }

  std::shared_ptr<const handlers> current() const {
    const std::lock_guard lock{mutex_};
    return handlers_;
  }
  int code_page() const noexcept { return code_page_.load(std::memory_order_relaxed); }

  bool masks_sensitive_data() const noexcept { return masks_.load(std::memory_order_relaxed); }
  void masks_sensitive_data(bool value) noexcept { masks_.store(value, std::memory_order_relaxed); }

  /// The certificates that handlers have chosen.
  const std::shared_ptr<certificate_cache>& certificates() const noexcept { return certificates_; }

  template <class Change>
  void change(Change alter) {
    const std::lock_guard lock{mutex_};
    auto changed = std::make_shared<handlers>(*handlers_);
    alter(*changed);
    handlers_ = std::move(changed);
    version_.fetch_add(1, std::memory_order_release);
  }
  void code_page(int identifier) noexcept {
    code_page_.store(identifier, std::memory_order_relaxed);
    version_.fetch_add(1, std::memory_order_release);
  }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const handlers> handlers_ = std::make_shared<const handlers>();
  std::shared_ptr<certificate_cache> certificates_ = std::make_shared<certificate_cache>();
  std::atomic<unsigned> version_{1};
  std::atomic<int> code_page_{65001};
  std::atomic<bool> masks_{true};
};

} // namespace troupe
