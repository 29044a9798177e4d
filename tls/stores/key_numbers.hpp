#pragma once

#include <string_view>

#include "troupe/tls/handles.hpp"

namespace troupe::tls {

/// Numbers are the most significant byte first, without a sign; they are only read. A key without its secret number is
/// a public one. All of these give nullptr for numbers that are no key, or that do not belong together; OpenSSL's error
/// queue is empty afterwards.

/// RFC 8017, 3. `prime1` and `prime2` may be missing.
struct rsa_numbers {
  std::string_view modulus;
  std::string_view exponent;
  std::string_view secret; ///< the private exponent
  std::string_view prime1;
  std::string_view prime2;
};
owned<EVP_PKEY> make_rsa(const rsa_numbers& from);

/// FIPS 186-4, 4.1.
struct dsa_numbers {
  std::string_view p;
  std::string_view q;
  std::string_view g;
  std::string_view y;
  std::string_view secret;
};
owned<EVP_PKEY> make_dsa(const dsa_numbers& from);

/// `group`: OpenSSL's name of the curve. `point`: as SEC 1, 2.3.3 writes it.
owned<EVP_PKEY> make_ec(const char* group, std::string_view point, std::string_view secret);

/// `kind`: ED25519, ED448, X25519, X448, whose keys are bytes (RFC 8032, 5.1.5; RFC 7748, 6).
owned<EVP_PKEY> make_raw(const char* kind, std::string_view bytes, std::string_view secret);

} // namespace troupe::tls
