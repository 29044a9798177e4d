#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "troupe/actors/handler_port.hpp"
#include "troupe/actors/notice_queue.hpp"
#include "troupe/actors/server_protocol.hpp"

namespace troupe::actors {

/// How the dispatchers of one server treat handlers; fixed while it runs, but for what is atomic. Any thread.
struct dispatching {
  options_ptr options; ///< of connections
  handler_factory make;
  bool shared_handler = false;  ///< one actor handles all connections: it outlives them
  std::size_t unprocessed = 16; ///< handler_port::setup::most_unanswered
  bool tell_tls_status = false;
  std::function<bool(const net::endpoint&, bool)> admit;
  caf::actor observer; ///< hears of problems; may be none
  std::function<tls::result<tls::credentials_ptr>(const tls::client_hello&)> choose_certificate;
  std::function<bool(const tls::client_identity&)> verify_client;
  std::atomic<bool> draining{false}; ///< the owner wants `connection_over`

  /// The server's actor; none before it begins.
  caf::actor owner() const {
    const std::lock_guard lock{guard_};
    return caf::actor_cast<caf::actor>(owner_);
  }
  void owner(const caf::actor& value) {
    const std::lock_guard lock{guard_};
    owner_ = caf::actor_cast<caf::actor_addr>(value);
  }

private:
  mutable std::mutex guard_;
  caf::actor_addr owner_;
};

/// To the server's actor, while it drains: a connection has ended.
struct connection_over {};

/// Turns what the connections of one worker report into messages to their handlers. Worker's thread only.
///
/// A handler on the same loop is activated directly, one elsewhere gets requests: CAF answers them when the handler's
/// behavior has returned, on this node or another, and as long as too many are unanswered the connection is held up.
class dispatcher final : public notice_queue {
public:
  dispatcher(worker& home, const dispatching& how) : notice_queue(home), how_(how) { home.take_messages(); }

  using notice_queue::push;
  void push(const server_trouble& trouble) override { troubles_.push_back(trouble); }

  bool on_request(const net::endpoint& remote, bool accept) override;
  bool wants_progress() override { return how_.tell_tls_status; }
  bool wants_requests() override { return static_cast<bool>(how_.choose_certificate); }

private:
  telling tell(connection& source, notice notices) override;
  void tell_troubles() override;
  void on_removed() override;

  telling tell_some(connection& source, notice notices);
  void tell_reports(connection& source);
  void choose_certificate(connection& source, const tls::client_hello& hello);
  void tell_connected(connection& source);
  bool tell_data(connection& source);
  void tell_ended(connection& source);

  const dispatching& how_;
  std::vector<server_trouble> troubles_;
};

} // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::connection_over)
