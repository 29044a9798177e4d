#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "troupe/api/simulation.hpp"
#include "troupe/tests/support/memory_client.hpp"
#include "troupe/tests/support/tls_session.hpp"

namespace troupe::test {

/// A client's end in memory; it speaks TLS if this run of the tests is one over TLS. The calls are as those of
/// SimulatedClient, of plaintext.
class simulated_socket final {
public:
  explicit simulated_socket(SimulatedClient raw)
    : raw_(std::move(raw)), tls_(tls_session::wanted() ? std::make_unique<memory_client>() : nullptr) {}

  /// What the handshake has to say now.
  void go_on() {
    if (tls_ == nullptr)
      return;
    tls_->give(raw_.Take());
    raw_.Send(tls_->take());
  }
  void send(std::string_view text) {
    if (tls_ == nullptr)
      return raw_.Send(text);
    tls_->write(std::string{text});
    raw_.Send(tls_->take());
  }
  const std::string& received() {
    if (tls_ == nullptr) {
      heard_ += raw_.Take();
      return heard_;
    }
    tls_->give(raw_.Take());
    return heard_ += tls_->read();
  }
  std::string take() {
    received();
    return std::exchange(heard_, {});
  }
  void close() {
    if (tls_ != nullptr) {
      tls_->finish();
      raw_.Send(tls_->take());
    }
    raw_.Close();
  }
  void reset() { raw_.Reset(); }
  void stall(bool stalled) { raw_.Stall(stalled); }
  bool was_reset() const { return raw_.WasReset(); }

  /// For a case that speaks TLS itself.
  SimulatedClient& raw() { return raw_; }

private:
  SimulatedClient raw_;
  std::unique_ptr<memory_client> tls_; // none: plaintext
  std::string heard_;
};

} // namespace troupe::test
