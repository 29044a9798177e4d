#pragma once

#include "troupe/tls/failure.hpp"
#include "troupe/tls/options.hpp"

struct ssl_ctx_st;

namespace troupe::tls {

/// Which versions the cipher suites chosen can be spoken with.
struct suite_versions {
  bool tls10 = false; ///< and TLS 1.1
  bool tls12 = false;
  bool tls13 = false;
};

/// Sets the cipher suites: of OpenSSLCipherList, else of SSLEnabledCipherSuites, else the default ones, which are
/// forward-secret and authenticate what they encrypt (AEAD); then those named and strong enough are left
/// (SSLCipherStrength). Errors: `invalid_option`, for unknown names and when none is left.
result<suite_versions> set_cipher_suites(ssl_ctx_st* of, const options& rules);

} // namespace troupe::tls
