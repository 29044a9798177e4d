#pragma once

#include <type_traits>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/expected.hpp>

#include "troupe/actors/handler_factory.hpp"
#include "troupe/actors/server_protocol.hpp"
#include "troupe/actors/spawn_options.hpp"

namespace troupe::actors {

/// Starts a server in `system`: `handlers` makes an actor for each connection. Returns the server's actor, which takes
/// the messages of server_protocol.hpp.
///
/// It lives, and the system waits for it, until it is told `shut_down` or gets an exit message (which closes all
/// connections at once); then whoever monitors it hears so. Any thread. Errors: `server_error::cannot_listen`,
/// also for a name that has no address; `cannot_start`; `no_certificate` when `server_options::start` is `at_once`
/// without one.
caf::expected<caf::actor> spawn_server_with(caf::actor_system& system, spawn_options options, handler_factory handlers);

/// With one actor, on whatever node, for all connections: told apart by `current_sender()` and by the messages' ids.
/// When it ends the server does, too, with its reason: connections are closed after what is queued for them was sent.
caf::expected<caf::actor> spawn_server(caf::actor_system& system, spawn_options options, const caf::actor& handler);

/// With a function as CAF spawns them (called on the loops' threads, by several at once), `caf::behavior
/// f(caf::event_based_actor* self, caf::actor connection)`, also of a `caf::stateful_actor<State>*`; `self` may be left
/// out.
///
///     auto server = spawn_server(system, options, [](caf::event_based_actor* self, caf::actor connection) {
///       return caf::behavior{[=](data_in& line) { self->send(connection, actors::write{line.bytes}); }};
///     });
template <class Function, class = std::enable_if_t<!std::is_convertible_v<Function, caf::actor> &&
                                                   !std::is_base_of_v<caf::abstract_actor, Function>>>
caf::expected<caf::actor> spawn_server(caf::actor_system& system, spawn_options options, Function handler) {
  const bool on_loop = options.handlers == handler_place::on_loop;
  return spawn_server_with(system, std::move(options), function_handlers(std::move(handler), on_loop));
}

/// With a class derived from `caf::event_based_actor`: spawn_server<Handler>(system, options, args...), constructed
/// with (caf::actor_config&, caf::actor connection, args...).
template <class Handler, class... Args, class = std::enable_if_t<std::is_base_of_v<caf::abstract_actor, Handler>>>
caf::expected<caf::actor> spawn_server(caf::actor_system& system, spawn_options options, Args... args) {
  const bool on_loop = options.handlers == handler_place::on_loop;
  return spawn_server_with(system, std::move(options), class_handlers<Handler>(on_loop, std::move(args)...));
}

} // namespace troupe::actors
