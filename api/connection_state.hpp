#pragma once

#include <atomic>
#include <memory>

#include "troupe/actors/connection.hpp"
#include "troupe/api/connection.hpp"
#include "troupe/api/error.hpp"

namespace troupe {

/// What a `Connection` handle refers to. Any thread.
class Connection::State final {
public:
  /// `server_lives` becomes false when the TCPServer goes; a connection can't be asked anything after that.
  State(actors::actor_ref<actors::connection> target, std::shared_ptr<const std::atomic<bool>> server_lives) noexcept
    : target_(std::move(target)), id_(target_->id()), server_lives_(std::move(server_lives)) {}

  std::int64_t id() const noexcept { return id_; }
  bool connected() const noexcept { return *server_lives_ && target_->connected(); }
  /// The connection. Throws error 126 when it is gone.
  actors::connection& get() const {
    if (!*server_lives_ || target_->gone())
      throw Error{ErrorCode::InvalidConnectionId};
    return *target_;
  }

private:
  actors::actor_ref<actors::connection> target_;
  std::int64_t id_;
  std::shared_ptr<const std::atomic<bool>> server_lives_;
};

} // namespace troupe
