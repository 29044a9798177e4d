#pragma once

#include <string_view>

namespace troupe::tls {

/// What the bytes of a store look like.
enum class store_form {
  pem,
  pfx,
  p7b,
  jks,
  ssh, ///< a public key of SSH
  ppk,
  xml,
  jwk,
  module, ///< a program that is loaded: PKCS#11
  other   ///< a key or a certificate in DER, or none of all these
};

/// Looks at the first bytes only, but for what is in DER.
store_form form_of(std::string_view bytes);

/// Whether it is a URI of PKCS#11 (RFC 7512).
bool is_module_uri(std::string_view place) noexcept;

} // namespace troupe::tls
