// Connections handled by actors: a calculator, which keeps its sum, and an echo that is no faster than its client
// reads. With --publish other processes may look on and interfere: see remote_console.

#include <cstdio>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include "troupe/examples/message_serving.hpp"
#include "troupe/examples/node.hpp"
#include "troupe/examples/options.hpp"
#include "troupe/examples/plain_text.hpp"
#include "troupe/examples/remoting.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/actors/spawn_server.hpp>

// Not a using-directive: `write`, `close` and `pause` are functions of POSIX, too.
namespace ta = troupe::actors;

namespace {

struct memory {
  double sum = 0;
};

/// A calculator, with a state for each connection.
caf::behavior calculator(caf::stateful_actor<memory>* self, const caf::actor& connection) {
  return {
    [=](const ta::connected&) { self->send(connection, ta::write_line{"Add up: + 2, - 0.5 ... or say bye."}); },
    [=](const ta::data_in& line) {
      const auto text = examples::plain_text(line.bytes.view());
      std::istringstream input{text};
      char sign = ' ';
      double number = 0;
      if (text == "bye") {
        self->send(connection, ta::write_line{"Goodbye!"});
        self->send(connection, ta::close{}); // that line is sent first
      } else if (input >> sign >> number && (sign == '+' || sign == '-')) {
        self->state.sum += sign == '+' ? number : -number;
        std::ostringstream answer;
        answer << "= " << self->state.sum;
        self->send(connection, ta::write_line{answer.str()});
      } else {
        self->send(connection, ta::write_line{"+ or -, and a number, please."});
      }
    },
    // Comes only for an answer that was refused: who asks that much and reads none of it has had enough.
    [=](const ta::write_result&) { self->send(connection, ta::close{ta::close_how::abrupt}); },
    [](const ta::disconnected&) {},
  };
}

/// Sends it when there is room. Until then lines stay in the mailbox, and so the client is held up.
void send_patiently(caf::event_based_actor* self, const caf::actor& connection, const ta::write& message) {
  self->request(connection, caf::infinite, message).await([=](const ta::write_result& result) {
    if (result.status != ta::write_status::would_block)
      return;
    self->set_default_handler(caf::skip);
    self->become(
      caf::keep_behavior,
      [=](const ta::ready_to_send&) {
        self->unbecome();
        send_patiently(self, connection, message);
      },
      [=](const ta::disconnected&) { self->quit(); });
  });
}

/// An echo, line by line.
caf::behavior echo(caf::event_based_actor* self, const caf::actor& connection) {
  return {
    [](const ta::connected&) {},
    [=](const ta::data_in& line) {
      send_patiently(self, connection, ta::write{std::string{line.bytes.view()} + (line.eol ? "\r\n" : "")});
    },
    [](const ta::disconnected&) {},
  };
}

} // namespace

int main(int argc, char** argv) try {
  const examples::termination_signals signals;
  examples::node_arguments arguments{argc, argv, false};
  const std::vector<examples::option> own{
    {"handler", "calculator", "what handles connections: calculator or echo"},
    {"drain", "10", "seconds that clients have to finish when the server ends"},
    {"publish", "", "a port of 127.0.0.1 at which other processes reach the server's actor; 0: any"}};
  const examples::options options{arguments.argc(), arguments.argv(),
                                  std::string{"Connections handled by actors."} + examples::help_on_nodes, "0", own};
  const bool echoes = options.word("handler", {"calculator", "echo"}) == "echo";
  const auto seconds = static_cast<std::uint32_t>(options.number("drain", 1, 86'400));
  const auto publish = static_cast<std::uint16_t>(options.has("publish") ? options.number("publish", 0, 65535) : 0);

  examples::node_config config{std::move(arguments.for_caf)};
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  ta::spawn_options wanted;
  wanted.listen = {{options.text("host"), static_cast<std::uint16_t>(options.number("port", 0, 65535))}};
  wanted.connections.framing.single_line = true; // nc ends lines with LF, telnet with CR LF
  wanted.observer = self->spawn<caf::hidden>(examples::tell_problems, "handlers");
  const auto server = echoes ? ta::spawn_server(system, wanted, echo) : ta::spawn_server(system, wanted, calculator);
  if (!server)
    throw std::runtime_error{examples::text_of(system, server.error())};
  if (options.has("publish"))
    examples::publish(system, config, *server, publish);
  examples::say("Try:  nc " + examples::address_of(self, *server, options));
  signals.wait();
  examples::drain(self, *server, seconds);
} catch (const std::exception& error) {
  std::fprintf(stderr, "handlers: %s\n", error.what());
  return 1;
}
