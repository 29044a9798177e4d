#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include "troupe/actors/register_messages.hpp"
#include "troupe/actors/server_error.hpp"
#include "troupe/actors/spawn_server.hpp"
#include "troupe/tests/support/client.hpp"

namespace troupe::actors_test {

using namespace actors;
using namespace std::chrono_literals;

/// A server with message-driven handlers, in an actor system of its own, and somebody who asks it.
class message_server {
public:
  message_server() : message_server([](caf::actor_system_config&) {}) {}
  /// `configure` changes the configuration of the system.
  explicit message_server(const std::function<void(caf::actor_system_config&)>& configure)
    : configuration_(configure), system_(configuration_) {
    options.listen = {{"127.0.0.1", 0}};
  }
  message_server(const message_server&) = delete;
  message_server& operator=(const message_server&) = delete;
  ~message_server() {
    if (server)
      self->send_exit(server, caf::exit_reason::kill);
  }

  /// Set them before `start`.
  spawn_options options;
  caf::actor server;
  /// Who sent what `expect` returned last.
  caf::actor sender;

  caf::actor_system& system() noexcept { return system_; }

  /// As spawn_server.
  template <class... Handler>
  void start(Handler... handler) {
    take(spawn_server(system_, options, std::move(handler)...));
  }
  template <class Handler, class... Args>
  void start_class(Args... args) {
    take(spawn_server<Handler>(system_, options, std::move(args)...));
  }

  test::client connect() { return test::client{port()}; }
  test::client connect(test::client::options how) { return test::client{port(), std::move(how)}; }
  int port() {
    const auto where = ask<listening_info>(server, get_listening{}).endpoints.at(0);
    return std::stoi(where.substr(where.rfind(':') + 1));
  }

  /// Spawns a function as CAF does, with an argument: CAF's code for none of them binds a reference to nothing, which
  /// UBSan reports.
  template <class Function>
  caf::actor spawned(Function make) {
    using own_type = typename caf::infer_handle_from_fun<Function>::impl;
    return self->spawn([make](own_type* own, int) { return make(own); }, 0);
  }

  /// The reply to a request; an error is thrown as its text.
  template <class Reply, class Message>
  Reply ask(const caf::actor& whom, Message message) {
    Reply answered{};
    caf::error failed;
    self->request(whom, test::patience, std::move(message))
      .receive([&](Reply& reply) { answered = std::move(reply); }, [&](caf::error& why) { failed = std::move(why); });
    if (failed)
      throw std::runtime_error{"ask: " + system_.render(failed)};
    return answered;
  }
  /// The error that a request is answered with; none: there was a reply.
  template <class Message, class... Reply>
  caf::error error_of(const caf::actor& whom, Message message) {
    caf::error failed;
    self->request(whom, test::patience, std::move(message))
      .receive([](const Reply&...) {}, [&](caf::error& why) { failed = std::move(why); });
    return failed;
  }

  /// Waits for the next message of that type to `self`; others stay where they are.
  template <class Message>
  Message expect() {
    Message got{};
    self->receive(
      [&](Message& message) {
        got = std::move(message);
        sender = caf::actor_cast<caf::actor>(self->current_sender());
      },
      caf::after(test::patience) >>
        [] { throw std::runtime_error{std::string{"nobody sent a "} + typeid(Message).name()}; });
    return got;
  }

private:
  void take(caf::expected<caf::actor> started) {
    if (!started)
      throw std::runtime_error{"message_server: " + system_.render(started.error())};
    server = std::move(*started);
  }

  struct configuration final : caf::actor_system_config {
    explicit configuration(const std::function<void(caf::actor_system_config&)>& configure) {
      set("scheduler.max-threads", 2u);
      set("scheduler.policy", caf::atom("sharing"));
      set("logger.verbosity", caf::atom("quiet"));
      register_messages(*this);
      configure(*this);
    }
  };
  configuration configuration_;
  caf::actor_system system_;

public:
  caf::scoped_actor self{system_};
};

/// A handler that sends back what it gets.
inline caf::behavior echoing(caf::event_based_actor* self, const caf::actor& connection) {
  return {
    [](const connected&) {},
    [=](data_in& what) { self->send(connection, actors::write{std::move(what.bytes)}); },
    [](const disconnected&) {},
  };
}

} // namespace troupe::actors_test
