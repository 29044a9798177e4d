#include "troupe/tests/chat/node/chat_process.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace chat::test {

namespace {

std::vector<std::string> command_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), chat_process::program());
  return arguments;
}

std::vector<std::string> on_any_port(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"--port=any", "--tls-port=any"});
  return arguments;
}

/// Of one that is to join `first`.
std::vector<std::string> joining(const std::string& name, const chat_process& first,
                                 const std::vector<std::string>& arguments) {
  auto result = chat_process::linkable(name);
  result.push_back("--join=" + first.links());
  result.insert(result.end(), arguments.begin(), arguments.end());
  return result;
}

std::vector<std::string> joined(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

int port_of(const std::string& endpoint) {
  return std::stoi(endpoint.substr(endpoint.rfind(':') + 1));
}

} // namespace

std::string chat_process::program() {
  // Beside the folder of this test program.
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "chat";
}

std::vector<std::string> chat_process::linkable(const std::string& name) {
  // Quick to notice what is gone, and to try again; for tests that ask again and again.
  return {"--server-name=" + name,  "--link-port=any",     "--link-heartbeat-ms=500",
          "--link-timeout-ms=5000", "--link-retry-ms=500", "--flood-control=false"};
}

chat_process::chat_process(const std::vector<std::string>& arguments)
  : chat_process(std::vector<std::string>{}, arguments) {}

chat_process::chat_process(const std::vector<std::string>& in_front, const std::vector<std::string>& arguments)
  : process_(joined(in_front, command_of(on_any_port(arguments))),
             troupe::test::child_process::listen::output_and_errors) {
  port_ = port_of(after("listening for clients on "));
  tls_port_ = port_of(after("listening for clients with TLS on "));
  const auto is_link = [](const std::string& argument) { return argument.rfind("--link-port", 0) == 0; };
  if (std::any_of(arguments.begin(), arguments.end(), is_link))
    links_ = after("listening for servers on ");
}

chat_process::chat_process(const std::string& name, const chat_process& first,
                           const std::vector<std::string>& arguments)
  : chat_process(joining(name, first, arguments)) {}

std::string chat_process::after(const std::string& text) {
  const auto line = process_.lines().take_with(text);
  return line.substr(line.find(text) + text.size());
}

int chat_process::wait() {
  // Its end is that of its output, for which there is a deadline.
  process_.lines().text_to_end();
  return process_.wait();
}

int chat_process::stop() {
  process_.signal(SIGTERM);
  return wait();
}

void chat_process::kill() {
  process_.signal(SIGKILL);
  process_.wait();
}

chat_run::chat_run(const std::vector<std::string>& arguments) {
  troupe::test::child_process process{command_of(arguments), troupe::test::child_process::listen::output_and_errors};
  printed = process.lines().text_to_end();
  status = process.wait();
}

} // namespace chat::test
