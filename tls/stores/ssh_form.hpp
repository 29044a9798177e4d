#pragma once

#include <string>

struct evp_pkey_st;

namespace troupe::tls {

/// A public key in SSH's binary form (RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709): RSA, EC over a NIST curve, Ed25519. "":
/// SSH has no such keys.
std::string ssh_form(const evp_pkey_st* key);

} // namespace troupe::tls
