#pragma once

#include <string>
#include <variant>

#include "troupe/tls/client_hello.hpp"
#include "troupe/tls/client_identity.hpp"

namespace troupe::actors {

/// Something a handshake has to tell: the three parts of a line. The documented SSLStatus.
struct handshake_progress {
  std::string text;
  std::string sensitive; ///< names, of the server or of the client's; MaskSensitiveData
  std::string rest;
};

/// A client asks for TLS; the handshake waits for `connection::use_certificate`. The documented SSLConnectionRequest.
struct certificate_request {
  tls::client_hello hello;
};

/// A client has shown who it is; the handshake waits for `connection::decide_identity`. The documented
/// SSLClientAuthentication.
struct identity_request {
  tls::client_identity client;
};

/// What a connection reports of TLS to the application, one after the other.
using secure_report = std::variant<handshake_progress, certificate_request, identity_request>;

} // namespace troupe::actors
