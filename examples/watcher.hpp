#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include <caf/all.hpp>

#include "troupe/examples/console_input.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/actors/connection_info.hpp>

namespace examples {

/// What a watcher was told of, and what it calls them.
using watched = std::map<caf::actor_addr, std::string>;

/// Monitors the actors that it is told of, with a name each, and says when one is gone. The end of the first one, or
/// with `any_ends` that of any, ends `input`, which has to outlive it.
inline caf::behavior watcher(caf::stateful_actor<watched>* self, console_input* input, bool any_ends) {
  auto first = std::make_shared<caf::actor_addr>();
  self->set_down_handler([=](const caf::down_msg& down) {
    const bool lost = down.reason == caf::exit_reason::remote_link_unreachable;
    say(self->state[down.source] + (lost ? " is gone: its node can't be reached any more." : " is gone."));
    if (any_ends || down.source == *first)
      input->end();
  });
  return {[=](const caf::actor& whom, const std::string& name) {
    if (self->state.empty())
      *first = whom.address();
    if (self->state.emplace(whom.address(), name).second)
      self->monitor(whom);
  }};
}

/// Ends a watcher when the block is left: the end of a program, too, lets all that it knows of go.
class watching_scope final {
public:
  explicit watching_scope(caf::actor watcher) : watcher_(std::move(watcher)) {}
  watching_scope(const watching_scope&) = delete;
  watching_scope& operator=(const watching_scope&) = delete;
  ~watching_scope() { caf::anon_send_exit(watcher_, caf::exit_reason::user_shutdown); }

private:
  caf::actor watcher_;
};

} // namespace examples
