#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include "troupe/examples/chat/cluster/mesh.hpp"
#include "troupe/tests/support/event_lines.hpp"

namespace chat::test {

/// What links are guarded by, as files in PEM; all empty: plain links.
struct link_certificate {
  std::string certificate, key, authority;
};

/// Heartbeats, limits and pauses short enough for tests.
cluster::settings quick_settings(const std::string& name);

/// A node in this process: an actor system of its own, with a mesh and its owner.
///
/// A line for each message of the mesh: "listening PORT", "up NAME INCARNATION", "down NAME REASON", "payload FROM
/// BYTES" (of long ones the size: "payload FROM 65536 bytes"), "note TEXT", "failed REASON"; and "ended" when it has
/// ended.
class mesh_node final {
public:
  /// Whether the owner is done with each payload at once, never with any, or gives up the link of each.
  enum class owner { takes, is_stuck, distrusts };

  explicit mesh_node(const cluster::settings& wanted, const link_certificate& guard = {}, owner how = owner::takes);
  mesh_node(const mesh_node&) = delete;
  mesh_node& operator=(const mesh_node&) = delete;
  /// Leaves.
  ~mesh_node();

  troupe::test::event_lines& events() { return *events_; }
  std::string take(const std::string& beginning) { return events_->take(beginning); }
  /// The link port; waits until it is open.
  std::uint16_t port();

  void join(std::uint16_t port);
  void send(const std::string& to, const std::string& bytes);
  void send_all(const std::string& bytes);
  void leave();
  caf::actor_system& system() { return *system_; }

private:
  std::shared_ptr<troupe::test::event_lines> events_ = std::make_shared<troupe::test::event_lines>();
  std::unique_ptr<caf::actor_system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  caf::actor owner_;
  caf::actor mesh_;
  std::uint16_t port_ = 0;
};

} // namespace chat::test
