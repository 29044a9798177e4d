#pragma once

#include <string>

#include "troupe/tls/credentials.hpp"

namespace troupe::tls {

/// The hash functions of the documented fingerprints and thumbprints.
enum class hash_function { md5, sha1, sha256 };

/// Of the certificate; without one of the key, as `ssh-keygen -l` has it: of the public key in SSH's form (RFC 4253,
/// 6.6), or of its SubjectPublicKeyInfo where SSH has no such keys. "bc:2a:72:..."; "" when there is neither, or
/// OpenSSL has no such hash (MD5 in its FIPS mode).
std::string fingerprint(const credentials& of, hash_function hash);

/// Of the certificate, as Windows writes it: "BC2A72..."; "" when there is none.
std::string thumbprint(const credentials& of, hash_function hash);

} // namespace troupe::tls
