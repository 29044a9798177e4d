#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "troupe/actors/channel.hpp"
#include "troupe/actors/listener.hpp"
#include "troupe/actors/server_context.hpp"

namespace troupe::actors {

/// Owns the sockets of one worker: accepts, opens, closes. Spawns a connection for each client and hands it what comes
/// in.
///
/// The loop calls it outside of actor turns; an exception there ends the broker as one in a turn would. It then closes
/// its connections (Disconnected, 10053), and the server supervisor starts another on the same listeners. A client that
/// there is no memory for is closed alone.
class broker final : public bound_actor, public net::accept_handler, public net::timer_handler {
public:
  broker(caf::actor_config& config, worker& home, server_context& context);

  const char* name() const override { return "troupe.broker"; }
  caf::behavior make_behavior() override;

  /// The channel has closed its stream. Destroys it.
  void release(channel& closed) noexcept;
  /// Whether one more closed connection, or refused client, may take its time to read the last bytes.
  bool may_linger() const noexcept { return lingering_ < most_lingering; }
  void begin_lingering() noexcept { ++lingering_; }
  void end_lingering() noexcept { --lingering_; }

private:
  // What a timer is for.
  static constexpr std::uint64_t retry_accepting = 0;
  static constexpr std::uint64_t try_waiting = 1;

  // They have no permit, so that MaxConnections would not bound the sockets.
  static constexpr std::size_t most_lingering = 256;

  void on_exit() override;
  void on_accepted(const net::accepted_socket& socket) override;
  void on_accept_failed(std::error_code reason) override;
  void on_timer(net::timer_id timer, std::uint64_t cookie) override;

  void send_to(const fan_out& message);
  void admit(std::shared_ptr<arrival> client);
  void decide(std::shared_ptr<arrival> client, const server_options& options);
  void refuse(arrival& client, const server_options& options);
  void take_left();
  void leave_waiting() noexcept;
  void hand_over(std::size_t index, std::shared_ptr<arrival> client);
  bool requested(const net::endpoint& remote, const server_options& options);
  void place_connection(std::shared_ptr<arrival> client, const server_options& options);
  void serve(arrival& client, const server_options& options);
  bool outdated(const arrival& client) const noexcept { return client.shutdowns() != context_.shutdowns; }
  channel& keep(std::unique_ptr<channel> opened);
  bool must_wait();
  void serve_waiting();
  void serve_waiting_later();
  void begin_accepting();
  void cease_accepting() noexcept;
  void report(std::error_code reason);
  void retry_later();

  worker& worker_;
  server_context& context_;
  std::vector<std::shared_ptr<listener>> listeners_;
  std::vector<std::unique_ptr<channel>> channels_;
  std::deque<std::shared_ptr<arrival>> waiting_;
  net::timer_id waiting_timer_ = net::timer_id::none;
  net::timer_id back_off_timer_ = net::timer_id::none;
  std::chrono::milliseconds back_off_time_{0};
  std::size_t lingering_ = 0;
  unsigned shutdowns_ = 0;
  bool full_ = false;
  bool unheard_ = false; ///< the loop does not take a listener
};

} // namespace troupe::actors
