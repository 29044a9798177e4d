#pragma once

#include <unordered_map>

#include "troupe/actors/bound_actor.hpp"
#include "troupe/actors/messages.hpp"
#include "troupe/net/event_loop.hpp"

namespace troupe::actors {

class connection;
class worker;

/// Ends the connections of its worker that are idle for too long, or too slow to take their last bytes.
///
/// Lazy: traffic only stores a time stamp (connection::deadline); one timer for each watched connection looks at it
/// when it fires, and starts anew for what is left.
class idle_supervisor final : public bound_actor, public net::timer_handler {
public:
  idle_supervisor(caf::actor_config& config, worker& home);

  const char* name() const override { return "troupe.idle_supervisor"; }
  caf::behavior make_behavior() override;

  /// The connection is gone. Own thread.
  void forget(connection_id id) noexcept;
  /// How many connections have a timer. Own thread.
  std::size_t watched() const noexcept { return armed_.size(); }

private:
  void on_hot(caf::mailbox_element& message) override;
  void on_exit() override;
  void on_timer(net::timer_id timer, std::uint64_t cookie) override;

  void begin_watching(connection_id id);
  void begin_watching(const connection& watched);
  void look_at(connection_id id);

  struct armed {
    net::loop_clock::time_point deadline;
    net::timer_id timer = net::timer_id::none;
  };

  worker& worker_;
  std::unordered_map<connection_id, armed> armed_;
};

} // namespace troupe::actors
