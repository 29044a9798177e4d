#pragma once

#include <optional>

#include "troupe/tests/documented/tls_server.hpp"

namespace troupe::test {

/// Who signs clients; one of theirs; one that has signed itself; and those with a flaw.
inline const minted_certificate& client_authority() {
  static const minted_certificate only{"Authority"};
  return only;
}
inline const minted_certificate& known_client() {
  static const minted_certificate only{"alice", key_kind::ecdsa, &client_authority()};
  return only;
}
inline const minted_certificate& stranger() {
  static const minted_certificate only{"stranger"};
  return only;
}
inline const minted_certificate& expired_client() {
  static const minted_certificate only{"late", key_kind::ecdsa, &client_authority(), certificate_flaw::expired};
  return only;
}
inline const minted_certificate& server_as_client() {
  static const minted_certificate only{"www", key_kind::ecdsa, &client_authority(), certificate_flaw::for_servers_only};
  return only;
}

/// A client with that certificate; `version`: the only one it speaks, 0: both.
inline tls_options as(const minted_certificate& who, int version = 0) {
  tls_options how;
  how.identity = who.pem_file();
  if (version != 0)
    how.least = how.most = version;
  return how;
}

/// Asks every client for its certificate, and keeps what the last SSLClientAuthentication said.
struct asking_server : tls_server {
  SSLClientAuthenticationEvent last; ///< as it came
  std::string bytes;                 ///< its CertEncodedB
  std::optional<bool> verdict;       ///< what the handler makes of it; none: as recommended

  asking_server() {
    events.then_ssl_client_authentication = [this](SSLClientAuthenticationEvent& e) {
      last = e;
      bytes = e.CertEncodedB.Text();
      last.CertEncodedB = {};
      e.Accept = verdict.value_or(e.Accept);
    };
    server.SSLAuthenticateClients(true);
    server.Config("SSLClientCACerts=" + client_authority().certificate_pem());
    start();
  }
  /// A client that was not let in, and has seen the end.
  client refused(const tls_options& how) {
    const auto before = failed_first();
    auto one = connect(how);
    until([&] { return failed_first() > before; });
    pump_receive_until_closed(server, one);
    return one;
  }
};

} // namespace troupe::test
