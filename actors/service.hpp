#pragma once

#include <memory>
#include <vector>

#include <caf/expected.hpp>

#include "troupe/actors/dispatcher.hpp"
#include "troupe/actors/server.hpp"
#include "troupe/actors/server_error.hpp"
#include "troupe/actors/server_protocol.hpp"
#include "troupe/actors/spawn_options.hpp"
#include "troupe/net/kernel_network.hpp"

namespace troupe::actors {

/// What runs behind the actor that `spawn_server` returns: a server, and the dispatchers of its workers. One thread at
/// a time, that is none of the server's workers.
class service final {
public:
  /// Starts the loops; nothing listens yet.
  static caf::expected<std::unique_ptr<service>> start(caf::actor_system& system, spawn_options options,
                                                       handler_factory handlers, bool shared_handler);
  service(const service&) = delete;
  service& operator=(const service&) = delete;
  ~service();

  /// Who hears of problems, and of connections that end while `draining`.
  void owner(const caf::actor& actor) { how_.owner = caf::actor_cast<caf::actor_addr>(actor); }
  void draining() { how_.draining.store(true, std::memory_order_release); }

  /// Listens where the options say, the first time, and from then on where that was. All of it, or none.
  caf::error listen();
  void stop_listening();
  listening_info listening() const;

  std::vector<connection_info> connections() const;
  caf::expected<connection_info> find(connection_id id) const;
  bool has_connections() const;
  void disconnect_all();
  /// The same because the actor that handles all connections has ended.
  void lose_handler();

  void send(const broadcast& message);
  void send(const disconnect_some& message);

private:
  service(spawn_options options, handler_factory handlers, bool shared_handler);

  caf::error run(caf::actor_system& system);
  caf::error resolve();
  caf::error listen_on(net::endpoint& at);
  template <class Message>
  void send_parts(const std::vector<connection_id>& to, Message message);

  spawn_options options_;
  dispatching how_;
  net::kernel_network network_;
  std::vector<std::unique_ptr<dispatcher>> dispatchers_;
  std::unique_ptr<server> server_;
  std::vector<net::endpoint> places_;
};

} // namespace troupe::actors
