// Looks on at a server in another process, writes to its clients and closes them. Start it with: handlers --publish

#include <algorithm>
#include <cstdio>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

#include <caf/all.hpp>

#include "troupe/examples/console_input.hpp"
#include "troupe/examples/node.hpp"
#include "troupe/examples/options.hpp"
#include "troupe/examples/remoting.hpp"
#include "troupe/examples/watcher.hpp"
#include <troupe/actors/server_protocol.hpp>

namespace ta = troupe::actors;

namespace {

constexpr const char* help = "Commands: list, write ID TEXT, close ID, info ID, watch ID (tells its end), help, quit";

class console {
public:
  console(caf::scoped_actor& self, caf::actor server, caf::actor watching)
    : self_(self), server_(std::move(server)), watching_(std::move(watching)) {}

  /// Whether it could be done.
  bool obey(const std::string& line) {
    std::istringstream words{line};
    std::string command;
    ta::connection_id id = 0;
    std::string text;
    words >> command;
    if (command == "list")
      return examples::ask(self_, server_, ta::list_connections{}, [](const std::vector<ta::connection_info>& all) {
        std::for_each(all.begin(), all.end(), tell);
        if (all.empty())
          examples::say("Nobody is connected.");
      });
    const bool about_one = command == "write" || command == "close" || command == "info" || command == "watch";
    if (!about_one || !(words >> id)) {
      examples::say(help);
      return command == "help";
    }
    std::getline(words >> std::ws, text);
    ta::connection_info found;
    return examples::ask(self_, server_, ta::find_connection{id},
                         [&](ta::connection_info& one) { found = std::move(one); }) &&
           obey(command, found, text);
  }

private:
  bool obey(const std::string& command, const ta::connection_info& target, const std::string& text) {
    const auto name = "Connection " + std::to_string(target.id);
    if (command == "write")
      return examples::ask(self_, target.handle, ta::write_line{text}, [&](const ta::write_result& result) {
        examples::say(name + ": " + to_string(result.status) + ", " + std::to_string(result.queued) + " bytes queued");
      });
    if (command == "close")
      return examples::ask(self_, target.handle, ta::close{}, [&] { examples::say(name + " is closing."); });
    tell(target);
    if (command == "watch")
      self_->send(watching_, target.handle, name);
    return true;
  }

  static void tell(const ta::connection_info& one) {
    examples::say(std::to_string(one.id) + ": from " + one.remote + " to " + one.local + ", " +
                  (one.tls_version.empty() ? "no TLS" : one.tls_version) + ", " + std::to_string(one.queued) +
                  " bytes queued" + (one.paused ? ", paused" : ""));
  }

  caf::scoped_actor& self_;
  caf::actor server_;
  caf::actor watching_;
};

} // namespace

int main(int argc, char** argv) try {
  examples::node_arguments arguments{argc, argv, true};
  const std::string about =
    "A console for a server in another process: obeys one command, or those on standard input.\n";
  const examples::options options{arguments.argc(),
                                  arguments.argv(),
                                  about + help + examples::help_on_nodes,
                                  nullptr,
                                  {{"server", "127.0.0.1:7778", "where it is published"}}};
  std::string command;
  for (const auto& word : arguments.words)
    command += (command.empty() ? "" : " ") + word;
  examples::console_input input{command.empty()};
  examples::node_config config{std::move(arguments.for_caf)};
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  const auto server = examples::reach(self, config, options.text("server"));
  const auto watching = self->spawn<caf::hidden>(examples::watcher, &input, !command.empty());
  const examples::watching_scope watched{watching};
  self->send(watching, server, std::string{"The server"});
  console orders{self, server, watching};
  if (!command.empty()) {
    const bool done = orders.obey(command);
    if (done && arguments.words[0] == "watch")
      input.next_line();
    return done ? 0 : 1;
  }
  examples::say(help);
  for (auto line = input.next_line(); line && *line != "quit"; line = input.next_line())
    orders.obey(*line);
  return input.was_ended() ? 1 : 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "remote_console: %s\n", error.what());
  return 1;
}
