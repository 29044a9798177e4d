// Troupe through its messages: an actor for each connection, in an actor system of the program's own.

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

#include "troupe/bench/options.hpp"
#include <troupe/actors/spawn_server.hpp>

namespace {

namespace actors = troupe::actors;

caf::behavior echo(caf::event_based_actor* self, const caf::actor& connection, bool lines) {
  return {
    [](const actors::connected&) {},
    [=](actors::data_in& what) {
      if (lines)
        self->send(connection, actors::write_line{std::string{what.bytes.view()}});
      else
        self->send(connection, actors::write{std::move(what.bytes)});
    },
    [](const actors::write_result&) {}, // the generator reads what it asked for
    [](const actors::ready_to_send&) {},
    [](const actors::disconnected&) {},
  };
}

void wait_for_end() {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  int got = 0;
  sigwait(&ends, &got);
}

void serve(const troupe::bench::echo_options& options) {
  // Before any thread begins.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1u);
  caf::actor_system system{config};
  actors::spawn_options how;
  how.listen = {{"127.0.0.1", static_cast<std::uint16_t>(options.port)}};
  how.max_connections = 20'000;
  how.connections.socket.no_delay = true;
  if (options.lines)
    how.connections.framing.eol = troupe::net::delimiter{"\r\n"};
  const auto server =
    actors::spawn_server(system, how, [lines = options.lines](caf::event_based_actor* self, const caf::actor& to) {
      return echo(self, to, lines);
    });
  if (!server)
    throw std::runtime_error(system.render(server.error()));
  caf::scoped_actor self{system};
  self->request(*server, caf::infinite, actors::get_listening{})
    .receive(
      [](const actors::listening_info& where) {
        const auto& place = where.endpoints.at(0);
        troupe::bench::announce_port(std::stol(place.substr(place.rfind(':') + 1)));
      },
      [](const caf::error&) {});
  wait_for_end();
  self->send_exit(*server, caf::exit_reason::user_shutdown);
}

} // namespace

int main(int argc, char** argv) {
  try {
    serve(troupe::bench::read_echo_options(argc, argv));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "handlers_echo: %s\n", error.what());
    return 1;
  }
}
