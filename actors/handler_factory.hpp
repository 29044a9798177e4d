#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/infer_handle.hpp>

#include "troupe/actors/bound_actor.hpp"

namespace troupe::actors {

/// The handler that was made for a connection.
struct made_handler {
  caf::actor handle;
  /// The same when it lives on the connection's loop and can be activated directly; else nullptr.
  caf::scheduled_actor* here = nullptr;
};

/// Makes the handler of one connection, on its loop's thread: the connection calls it once, right after it was
/// established. What it throws ends that connection.
using handler_factory = std::function<made_handler(job_queue& home, const caf::actor& connection)>;

/// A user's actor that always runs on one connection's loop, whoever writes to it.
///
/// It is ended with its connection, at the latest when the server ends: the loop outlives it.
template <class Base>
class pinned_actor final : public Base {
public:
  template <class... Args>
  pinned_actor(caf::actor_config& config, job_queue& home, Args&&... args)
    : Base(config, std::forward<Args>(args)...), home_(home) {
    home_.make_room();
  }

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    entrance_.pass([&] { Base::enqueue(std::move(message), &home_); },
                   [&] { Base::enqueue(std::move(message), nullptr); });
  }
  void enqueue(caf::strong_actor_ptr from, caf::message_id id, caf::message content,
               caf::execution_unit* unit) override {
    enqueue(caf::make_mailbox_element(std::move(from), id, {}, std::move(content)), unit);
  }
  /// For job_queue::exec_later: it stays.
  caf::resumable::subtype_t subtype() const override { return caf::resumable::io_actor; }

  bool cleanup(caf::error&& reason, caf::execution_unit* unit) override {
    if (!Base::cleanup(std::move(reason), unit))
      return false;
    // One that is destroyed without a turn, as which CAF calls this without a unit, may outlive its queue.
    if (unit != nullptr) {
      entrance_.close();
      home_.leave_room();
    }
    return true;
  }

private:
  job_queue& home_;
  entrance entrance_;
};

/// A handler on the loop itself. Own thread.
template <class Actor, class... Args>
made_handler make_pinned(job_queue& home, caf::actor_config& config, Args&&... args) {
  static_assert(!std::is_final_v<Actor>, "a handler class is derived from, to live on its connection's loop: no final");
  auto handle = home.system().spawn_class<pinned_actor<Actor>, caf::lazy_init + caf::hidden>(
    config, home, std::forward<Args>(args)...);
  auto* const here = static_cast<pinned_actor<Actor>*>(caf::actor_cast<caf::abstract_actor*>(handle));
  return {std::move(handle), here};
}

/// Of a function as CAF spawns them: `caf::behavior f(Self* self, caf::actor connection)`, where `Self` is
/// `caf::event_based_actor` or a `caf::stateful_actor`; or without `self`. `on_loop`: handlers live on their
/// connection's loop, else on the system's scheduler.
template <class Function>
handler_factory function_handlers(Function make, bool on_loop) {
  using trait = caf::infer_handle_from_fun<Function>;
  using self = typename trait::impl;
  static_assert(std::is_same_v<typename trait::type, caf::actor>, "a handler is a dynamically typed actor");
  return [make = std::move(make), on_loop](job_queue& home, const caf::actor& connection) -> made_handler {
    if (!on_loop)
      return {home.system().spawn(make, connection)};
    caf::actor_config config{&home};
    using init_function = decltype(config.init_fun);
    config.init_fun = init_function{[make, connection](caf::local_actor* own) -> caf::behavior {
      (void)own;
      if constexpr (trait::mode == caf::spawn_mode::function)
        return make(connection);
      else if constexpr (std::is_void_v<std::invoke_result_t<Function, self*, caf::actor>>)
        return make(static_cast<self*>(own), connection), caf::behavior{};
      else
        return make(static_cast<self*>(own), connection);
    }};
    return make_pinned<self>(home, config);
  };
}

/// Of a class derived from `caf::event_based_actor`, constructed with (caf::actor_config&, caf::actor connection,
/// args...). `args` are copied for each handler.
template <class Actor, class... Args>
handler_factory class_handlers(bool on_loop, Args... args) {
  return [on_loop, args...](job_queue& home, const caf::actor& connection) -> made_handler {
    if (!on_loop)
      return {home.system().spawn<Actor>(connection, args...)};
    caf::actor_config config{&home};
    return make_pinned<Actor>(home, config, connection, args...);
  };
}

} // namespace troupe::actors
