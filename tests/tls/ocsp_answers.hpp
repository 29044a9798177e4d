#pragma once

#include <string>

#include "troupe/tests/tls/minted.hpp"

namespace troupe::test {

/// What a responder says.
struct ocsp_form {
  const minted* signer = nullptr; ///< the issuer, or one that it has appointed
  const minted* about = nullptr;  ///< the certificate, if it is not the one asked for
  const minted* issuer = nullptr;
  bool revoked = false;
  bool known = true;
  int nonce = 1;        ///< 1: the request's, 0: none, -1: another
  long ends = 3600;     ///< seconds from now
  bool refuses = false; ///< "try later"
};

/// An OCSP response (RFC 6960, 4.2), DER, to `request`.
std::string ocsp_answer(const std::string& request, const ocsp_form& form);

} // namespace troupe::test
