// A chat room: what one says, all the others hear. Who can't keep up, or is silent for too long, is disconnected.

#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include "troupe/examples/options.hpp"
#include "troupe/examples/plain_text.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/api/tcp_server.hpp>

namespace {

class talk {
public:
  explicit talk(troupe::TCPServer& server) : server_(server) {
    server_.DefaultSingleLineMode(true); // nc ends lines with LF, telnet with CR LF
    server_.OnConnected([this](troupe::ConnectedEvent& e) { tell(e.ConnectionId, "Welcome! What is your name?"); });
    server_.OnDataIn([this](troupe::DataInEvent& e) { hear(e.ConnectionId, examples::plain_text(e.Text)); });
    server_.OnDisconnected([this](troupe::DisconnectedEvent& e) {
      leave(e.ConnectionId, e.StatusCode == 10060 ? "has fallen asleep" : "has left"); // 10060: timed out
    });
  }

  void announce(const std::string& text) {
    examples::say(text);
    tell_others(0, text);
  }

private:
  void hear(std::int64_t id, const std::string& line) {
    const auto member = names_.find(id);
    if (line == "/quit") {
      tell(id, "Goodbye!");
      server_.Disconnect(id);
      leave(id, "has left");
    } else if (member == names_.end()) {
      enter(id, line);
    } else if (line == "/who") {
      tell(id, everybody());
    } else if (line.rfind("/me ", 0) == 0) {
      tell_others(0, "* " + member->second + line.substr(3));
    } else if (!line.empty() && line[0] == '/') {
      tell(id, "/who lists who is here, '/me waves' shows what you do, /quit leaves. All else is heard by everybody.");
    } else if (!line.empty()) {
      tell_others(id, member->second + ": " + line);
    }
  }

  void enter(std::int64_t id, const std::string& name) {
    if (name.empty() || name.size() > 24 || name.find_first_of(" /:,*") != std::string::npos)
      return tell(id, "A short name, please, one word without / : , or *");
    for (const auto& member : names_)
      if (examples::same_name(member.second, name))
        return tell(id, "The name " + name + " is taken. What else may we call you?");
    const auto others = names_.empty() ? "You are the first one here" : everybody();
    announce("* " + name + " has joined");
    names_[id] = name;
    tell(id, "Hello, " + name + "! " + others + ". Type to talk, /help tells more.");
  }

  void leave(std::int64_t id, const std::string& how) {
    if (const auto gone = names_.extract(id))
      announce("* " + gone.mapped() + ' ' + how);
  }

  void tell(std::int64_t id, const std::string& text) {
    try {
      server_.SendLine(id, text);
    } catch (const troupe::Error& error) {
      if (error.code() != troupe::ErrorCode::WouldBlock)
        return; // the connection has just ended, and Disconnected will tell
      server_.Disconnect(id);
      leave(id, "could not keep up");
    }
  }

  void tell_others(std::int64_t speaker, const std::string& text) {
    for (const auto& member : std::map{names_})
      if (member.first != speaker && names_.count(member.first) > 0) // who can't keep up has left meanwhile
        tell(member.first, text);
  }

  std::string everybody() const {
    std::string list{"Here:"};
    for (const auto& member : names_)
      list += ' ' + member.second;
    return list;
  }

  troupe::TCPServer& server_;
  std::map<std::int64_t, std::string> names_;
};

} // namespace

int main(int argc, char** argv) try {
  const std::vector<examples::option> own{
    {"max", "100", "clients at the same time"},
    {"idle", "1800", "seconds of silence after which a client is disconnected; 0: never"}};
  const examples::options options{argc, argv, "A chat room: join it with nc, telnet or whatever sends lines.", "7777",
                                  own};
  troupe::TCPServer server;
  server.DefaultIdleTimeout(options.number("idle", 0, 1'000'000));
  server.Config("MaxConnections=" + std::to_string(options.number("max", 1, 100'000)));
  server.Config("MaxConnectionsMessage=The room is full. Please try again later.\\r\\n");
  server.Config("DrainTimeout=5"); // for those who can't keep up
  talk room{server};
  examples::listen(server, options);
  examples::say("Join with:  nc " + examples::address_of(server, options));
  examples::run_until_signal(server);
  room.announce("* The server is shutting down. Goodbye!");
  examples::shut_down(server);
} catch (const std::exception& error) {
  std::fprintf(stderr, "talk: %s\n", error.what());
  return 1;
}
