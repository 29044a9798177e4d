#pragma once

#include "troupe/tests/documented/tls_server.hpp"

namespace troupe::test {

/// A server of lines that begins TLS when a client says STARTTLS, and returns every other line.
struct starttls_server : tls_server {
  /// What is sent before and after StartSSL.
  std::string before = "220 go\r\n";
  std::string after;

  starttls_server() {
    server.SSLStartMode(sslExplicit);
    server.DefaultEOL("\r\n");
    events.then_data_in = [this](DataInEvent& e) {
      if (e.Text == "STARTTLS")
        begin(e.ConnectionId);
      else
        server.SendLine(e.ConnectionId, e.Text);
    };
  }
  void begin(std::int64_t id) {
    server.SendText(id, before);
    server.StartSSL(id);
    server.SendText(id, after);
  }

  /// A client that speaks plaintext yet.
  joined_client join() { return idle_server::join(); }
  /// A client that has said STARTTLS and got the answer.
  joined_client join_and_ask() {
    auto one = join();
    one.socket.send_all("STARTTLS\r\n");
    pump_receive(server, one.socket, before.size());
    return one;
  }
  /// A client whose second Connected has fired.
  joined_client join_and_secure(const tls_options& how = {}) {
    auto one = join_and_ask();
    one.socket.start_tls(how);
    until("Connected", one.id, 2);
    return one;
  }
};

/// The same, listening.
struct started_starttls_server : starttls_server {
  started_starttls_server() { start(); }
};

} // namespace troupe::test
