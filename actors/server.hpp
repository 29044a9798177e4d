#pragma once

#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "troupe/actors/connection.hpp"
#include "troupe/actors/server_context.hpp"
#include "troupe/actors/server_supervisor.hpp"

namespace troupe::actors {

/// A running server: its workers, and the supervision tree on them. The façade's engine, and that of `spawn_server`.
///
/// Any thread, unless marked. Destroying it closes everything at once; not from within one of its events.
class server {
public:
  /// How the server is set up for life.
  struct setup {
    std::size_t threads = 0; ///< background loops; 0: the caller runs the one loop
    std::int64_t max_connections = 1000;
    connection_id last_id = 0; ///< of an earlier server (`server::last_id`): ids of this one are greater
    options_ptr options = std::make_shared<const server_options>();
  };

  /// Starts workers and actors; nothing listens yet. Errors: of net::network::make_loop; `not_enough_memory`.
  [[nodiscard]] static net::result<std::unique_ptr<server>> start(caf::actor_system& system, net::network& network,
                                                                  const setup& how, sink_factory make_sink);
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server();

  /// Listens there too; where exactly (port 0 resolved). `inherited` is filled in from the server's options. Errors: of
  /// net::network::listen; `state_not_recoverable`: nobody is there to serve clients (server_context::over).
  [[nodiscard]] net::result<net::endpoint> listen(const net::endpoint& at, const net::listen_options& options);
  /// Refuses new clients from this moment; connections live on.
  void stop_listening();
  /// The same, and disconnects everybody: also those who were accepted and are not served yet.
  void shutdown();

  /// Tells the first worker's sink something about the server's TLS: SSLStatus without a connection. Any thread.
  void tell(server_notice notice) { supervisor_->post(std::move(notice)); }

  /// The connection of that id; empty when there is none any more.
  actor_ref<connection> find(connection_id id) const;
  /// All connections, ordered by id.
  std::vector<actor_ref<connection>> connections() const;

  /// Options for the connections to come, and what is shared.
  server_context& context() noexcept { return context_; }
  bool threaded() const noexcept { return !threads_.empty(); }
  /// The caller's loop, or the first of the background ones.
  worker& first_worker() noexcept { return *context_.workers.front(); }
  /// The worker whose thread this is, or nullptr.
  worker* own_worker() const noexcept;
  /// Ends the background loops, after the events that they are in the middle of; they may use the server until then.
  /// Not from within one of them.
  void end_threads() noexcept;
  /// True as soon as that has begun: nobody may wait for anything any more.
  bool stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }
  /// No connection has a greater id, and none had.
  connection_id last_id() const noexcept;

private:
  server(net::network& network, const setup& how);

  std::error_code add_workers(caf::actor_system& system, const setup& how);
  void run_threads(std::size_t count);
  void end_actors();

  server_context context_;
  actor_ref<server_supervisor> supervisor_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_{false};
};

} // namespace troupe::actors
