#pragma once

#include "troupe/actors/server_context.hpp"

namespace troupe::actors {

/// Tells the brokers of all workers when a connection may be admitted again after MaxConnections was reached.
///
/// The permits themselves are counted in `permit_pool`, without a message for each client; this actor is for those who
/// have to wait. Lives on the first worker.
class admission_supervisor final : public bound_actor {
public:
  admission_supervisor(caf::actor_config& config, worker& home, server_context& context);

  const char* name() const override { return "troupe.admission_supervisor"; }
  caf::behavior make_behavior() override;

private:
  void wake_brokers();

  server_context& context_;
};

} // namespace troupe::actors
