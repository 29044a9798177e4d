// A dialogue, line by line: the server asks, remembers the answer in the connection's UserData, and goes on from there.

#include <cstdio>
#include <exception>
#include <sstream>
#include <string>

#include "troupe/examples/options.hpp"
#include "troupe/examples/plain_text.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/api/tcp_server.hpp>

namespace {

constexpr const char* offer = "Give me two numbers (2 3) and I add them up, or say bye.";

/// The answer to a line that should hold two numbers.
std::string sum_of(const std::string& line) {
  std::istringstream input{line};
  double first = 0;
  double second = 0;
  std::string more;
  if (!(input >> first >> second) || input >> more)
    return std::string{"I did not understand that. "} + offer;
  std::ostringstream answer;
  answer << first << " + " << second << " = " << first + second;
  return answer.str();
}

void answer(troupe::TCPServer& server, const troupe::DataInEvent& e) {
  const auto line = examples::plain_text(e.Text);
  const auto client = server.Connections(e.ConnectionId);
  const auto name = client.UserData();
  if (line == "bye") {
    server.SendLine(e.ConnectionId, name.empty() ? "Goodbye!" : "Goodbye, " + name + "!");
    // With Linger, which is on by default, the client still gets that line.
    server.Disconnect(e.ConnectionId);
  } else if (!name.empty()) {
    server.SendLine(e.ConnectionId, sum_of(line));
  } else if (line.empty()) {
    server.SendLine(e.ConnectionId, "I would like to know your name:");
  } else {
    client.UserData(line);
    server.SendLine(e.ConnectionId, "Nice to meet you, " + line + ". " + offer);
  }
}

void tell_of(const troupe::DisconnectedEvent& e) {
  examples::say("Client " + std::to_string(e.ConnectionId) + " has gone: " + e.Description);
}

} // namespace

int main(int argc, char** argv) try {
  const examples::options options{
    argc, argv, "A server that has a little conversation with each of its clients.", "0", {}};
  troupe::TCPServer server;
  // Lines may end as nc sends them (LF) or as telnet does (CR LF).
  server.DefaultSingleLineMode(true);
  server.OnConnected([&](troupe::ConnectedEvent& e) {
    if (e.StatusCode == 0)
      server.SendLine(e.ConnectionId, "Hello! What is your name?");
  });
  server.OnDataIn([&](troupe::DataInEvent& e) { answer(server, e); });
  server.OnDisconnected(tell_of);
  examples::listen(server, options);
  examples::say("Say hello with:  nc " + examples::address_of(server, options));
  examples::run_until_signal(server);
  examples::shut_down(server);
} catch (const std::exception& error) {
  std::fprintf(stderr, "hello: %s\n", error.what());
  return 1;
}
