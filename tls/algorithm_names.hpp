#pragma once

#include <string>

struct asn1_object_st;

namespace troupe::tls {

/// An object identifier in digits: "1.2.840.113549.1.1.11".
std::string object_identifier(const asn1_object_st* of);

/// A public key's algorithm, or that of a signature, as the documentation names them: "RSA", "RSA_DH", "RSA_MD5RSA" are
/// its examples, which are Windows' names for object identifiers; so are "RSA_SHA256RSA" and "ECDSA_SHA256". Those that
/// Windows has no such name for: "EC", "Ed25519", "Ed448", "X25519", "X448". Others: the object identifier.
std::string algorithm_name(const asn1_object_st* of);

} // namespace troupe::tls
