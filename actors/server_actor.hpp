#pragma once

#include <memory>
#include <vector>

#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/response_promise.hpp>

#include "troupe/actors/service.hpp"

namespace troupe::actors {

/// The actor that `spawn_server` returns: what may be asked of a server as a whole, as messages. On the system's
/// scheduler; at its end it waits for the loops to end, which takes no longer than the handler that runs on each.
class server_actor final : public caf::event_based_actor {
public:
  /// `handler`: the actor that handles all connections, if one does. The server ends with it.
  server_actor(caf::actor_config& config, std::unique_ptr<service> behind, caf::actor handler);

  const char* name() const override { return "troupe.server"; }
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  caf::result<listening_info> listen_again();
  caf::result<void> drain(std::chrono::seconds limit);
  caf::result<void> shut_down();
  void begin();
  void lose_handler(caf::error reason);
  void on_drain_over(std::uint64_t number);
  void look_whether_over();

  std::unique_ptr<service> service_;
  caf::actor handler_;
  caf::strong_actor_ptr self_; // a server that listens is in use, whoever has its handle
  std::vector<caf::response_promise> drained_;
  std::vector<caf::response_promise> shut_down_;
  std::uint64_t drains_ = 0;                    // counts what takes the limit of an earlier one back
  bool ends_ = false;                           // with its last connection
  caf::error reason_{caf::exit_reason::normal}; // of that end
};

} // namespace troupe::actors
