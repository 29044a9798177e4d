#pragma once

#include <string>

#include "troupe/tls/credentials.hpp"

namespace troupe::tls {

// What the documentation's Certificate type says of keys. Of the certificate's key; without a certificate of the
// store's.
// "" or 0 when there is neither. Pure; any thread.

/// SubjectPublicKeyInfo (RFC 5280, 4.1), in DER and in PEM.
std::string public_key_der(const credentials& of);
std::string public_key_pem(const credentials& of);
/// By `algorithm_name`: "RSA", "EC", or an object identifier.
std::string public_key_algorithm(const credentials& of);
/// In bits.
int public_key_length(const credentials& of);
/// PKCS#8 (RFC 5958) in PEM, not encrypted; "" when there is none, or its device does not give it away.
std::string private_key_pem(const credentials& of);

} // namespace troupe::tls
