#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "troupe/tests/support/fixture.hpp"
#include "troupe/tests/support/minted.hpp"
#include "troupe/tests/support/tls_session.hpp"

namespace troupe::test {

/// The certificates of the servers of these tests: "CN=localhost", ECDSA; and "CN=rsa.localhost", RSA.
inline const minted_certificate& own_certificate() {
  static const minted_certificate only{"localhost"};
  return only;
}
inline const minted_certificate& own_rsa_certificate() {
  static const minted_certificate only{"rsa.localhost", key_kind::rsa};
  return only;
}

inline Certificate opened(const minted_certificate& minted) {
  return {cstPEMKeyFile, minted.pem_file(), "", "*"};
}

/// A server that speaks TLS from the first byte on, not yet listening, with all its events written down.
struct tls_server : idle_server {
  tls_server() {
    events.attach_tls(server);
    server.SSLCert(opened(own_certificate()));
    server.SSLEnabled(true);
  }

  static client::options over_tls(tls_options how = {}) {
    client::options options;
    options.tls = std::move(how);
    return options;
  }
  /// A client that has begun the handshake.
  client connect(tls_options how = {}) { return idle_server::connect(over_tls(std::move(how))); }
  /// A client whose Connected and first ReadyToSend have fired.
  joined_client join(tls_options how = {}) { return idle_server::join(over_tls(std::move(how))); }
  /// A client that knows nothing of TLS.
  client connect_plain() { return idle_server::connect({}); }

  /// Until `count` connections have ended; the last of them.
  event until_ended(std::size_t count = 1) {
    until([&] { return events.count("Disconnected") + failed_first() >= count; });
    return events.all().back();
  }
  /// Connections that never were: Connected with a StatusCode is all that is told of them.
  std::size_t failed_first() const {
    const auto all = events.of("Connected");
    return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const event& each) { return each.code != 0; }));
  }
  /// The value of a setting of that connection.
  std::string agreed(const std::string& name, std::int64_t id) {
    return server.Config(name + '[' + std::to_string(id) + ']');
  }
  /// What SSLStatus has told of a connection, or (0) of all.
  std::vector<std::string> progress(std::int64_t id = 0) const {
    std::vector<std::string> lines;
    for (const auto& each : events.of("SSLStatus", id))
      lines.push_back(each.text);
    return lines;
  }
  /// The events of a connection as lines, without those of TLS.
  std::vector<std::string> story(std::int64_t id) const {
    auto lines = events.lines(id);
    lines.erase(std::remove_if(lines.begin(), lines.end(), [](const auto& line) { return line.rfind("SSL", 0) == 0; }),
                lines.end());
    return lines;
  }
};

/// The same, listening.
struct started_tls_server : tls_server {
  started_tls_server() { start(); }
};

} // namespace troupe::test
