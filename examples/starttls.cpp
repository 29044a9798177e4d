// STARTTLS: a dialogue as SMTP has it, which begins in plain text and goes on in TLS (RFC 3207). No mail is taken.

#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <string_view>

#include "troupe/examples/certificate.hpp"
#include "troupe/examples/options.hpp"
#include "troupe/examples/plain_text.hpp"
#include "troupe/examples/serving.hpp"
#include <troupe/api/tcp_server.hpp>

namespace {

class mail_server {
public:
  explicit mail_server(troupe::TCPServer& server) : server_(server) {
    server_.SSLStartMode(troupe::sslExplicit);
    server_.DefaultSingleLineMode(true); // those who type end lines with LF, those who speak SMTP with CR LF
    server_.DefaultIdleTimeout(300);
    server_.OnConnected([this](troupe::ConnectedEvent& e) { begin(e); });
    server_.OnDataIn([this](troupe::DataInEvent& e) { hear(e); });
    server_.OnDisconnected([this](troupe::DisconnectedEvent& e) { clients_.erase(e.ConnectionId); });
  }

private:
  /// What is known about a client.
  struct client {
    bool secure = false;
    std::string name; ///< what it said in EHLO
  };

  /// Fires when a client has connected, and again when its handshake is over.
  void begin(const troupe::ConnectedEvent& e) {
    if (e.StatusCode != 0)
      return examples::tell_failure(e);
    const auto [known, is_new] = clients_.try_emplace(e.ConnectionId);
    if (is_new)
      return say(e.ConnectionId, "220 localhost, an example of STARTTLS");
    // RFC 3207, 4.2: what was said before is forgotten, since anybody may have said it. There is no second greeting.
    known->second = {true, ""};
    const auto cipher = server_.Config("SSLNegotiatedCipher[" + std::to_string(e.ConnectionId) + "]");
    examples::say("client " + std::to_string(e.ConnectionId) + " is protected: " + cipher);
  }

  void hear(const troupe::DataInEvent& e) {
    const auto id = e.ConnectionId;
    if (!e.EOL) // too long a line, or half a last one
      return leave(id, "500 No command is that long");
    const auto line = examples::plain_text(e.Text);
    const auto blank = line.find(' ');
    const auto verb = line.substr(0, blank);
    const auto rest = blank == std::string::npos ? "" : line.substr(blank + 1);
    const auto is = [&verb](const char* command) { return examples::same_name(verb, command); };
    auto& from = clients_[id];
    if (is("EHLO"))
      greet(id, from, rest);
    else if (is("STARTTLS"))
      start_tls(id, from, rest);
    else if (is("NOOP"))
      say(id, "250 Nothing done");
    else if (is("QUIT"))
      leave(id, "221 Goodbye");
    else if (!from.secure)
      say(id, "530 Must issue a STARTTLS command first");
    else if (from.name.empty())
      say(id, "503 EHLO first: what was said before TLS is forgotten");
    else
      say(id, is("MAIL") ? "550 This is an example, and takes no mail" : "500 Known are EHLO, STARTTLS, NOOP, QUIT");
  }

  void greet(std::int64_t id, client& from, const std::string& name) {
    if (name.empty())
      return say(id, "501 And what is your name?");
    from.name = name;
    say(id, (from.secure ? "250 Hello " : "250-Hello ") + name);
    if (!from.secure) // it is not offered twice
      say(id, "250 STARTTLS");
  }

  void start_tls(std::int64_t id, const client& from, const std::string& rest) {
    if (from.secure)
      return say(id, "503 This is TLS already");
    if (!rest.empty())
      return say(id, "501 No parameters allowed");
    say(id, "220 Go ahead"); // the last that is sent in plain text
    server_.StartSSL(id);
  }

  void leave(std::int64_t id, const std::string& line) {
    say(id, line);
    server_.Disconnect(id);
  }

  void say(std::int64_t id, const std::string& line) { server_.SendLine(id, line); }

  troupe::TCPServer& server_;
  std::map<std::int64_t, client> clients_;
};

} // namespace

int main(int argc, char** argv) try {
  const examples::options options{argc, argv, "A dialogue as in SMTP, which turns to TLS in its midst.", "0",
                                  examples::certificate_options()};
  troupe::TCPServer server;
  examples::use_certificate(server, options);
  const mail_server serving{server};
  examples::listen(server, options);
  examples::say_how_to_connect(server, options, " -starttls smtp");
  examples::run_until_signal(server);
  examples::shut_down(server);
} catch (const std::exception& error) {
  std::fprintf(stderr, "starttls: %s\n", error.what());
  return 1;
}
