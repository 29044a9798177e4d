#pragma once

#include "troupe/api/certificate_map.hpp"
#include "troupe/api/ssl_modes.hpp"
#include "troupe/tls/options.hpp"

namespace troupe {

/// What a TCPServer that is as good as new has set for TLS. SSLEnabled isn't here: it says whether the start mode is
/// not sslNone. A value; `context_of` of server_setup.hpp checks it.
struct ssl_values {
  tls::options rules;                    ///< the settings, and SSLAuthenticateClients
  Certificate certificate;               ///< SSLCert
  CertificateMap certificates;           ///< SSLCerts
  SSLProviders provider = sslpAutomatic; ///< SSLProvider
  SSLStartModes start_mode = sslNone;    ///< SSLStartMode
};

} // namespace troupe
