#pragma once

#include <string_view>
#include <vector>

namespace troupe::test {

/// A documented name: a kind of surface.tsv, and the name there.
struct surface_name {
  std::string_view kind;
  std::string_view name;
};

inline bool operator==(const surface_name& a, const surface_name& b) noexcept {
  return a.kind == b.kind && a.name == b.name;
}

/// What of the documentation is not there yet. A name leaves this list with the issue that brings it.
inline const std::vector<surface_name>& pending_surface() {
  // clang-format off
  static const std::vector<surface_name> names{
    {"certificate-field", "EffectiveDate"},
    {"certificate-field", "ExpirationDate"},
    {"certificate-field", "ExtendedKeyUsage"},
    {"certificate-field", "Fingerprint"},
    {"certificate-field", "FingerprintSHA1"},
    {"certificate-field", "FingerprintSHA256"},
    {"certificate-field", "PrivateKey"},
    {"certificate-field", "PrivateKeyContainer"},
    {"certificate-field", "PublicKey"},
    {"certificate-field", "PublicKeyAlgorithm"},
    {"certificate-field", "PublicKeyLength"},
    {"certificate-field", "SerialNumber"},
    {"certificate-field", "SignatureAlgorithm"},
    {"certificate-field", "SubjectAltNames"},
    {"certificate-field", "ThumbprintMD5"},
    {"certificate-field", "ThumbprintSHA1"},
    {"certificate-field", "ThumbprintSHA256"},
    {"certificate-field", "Usage"},
    {"certificate-field", "UsageFlags"},
    {"certificate-field", "Version"},
  };
  // clang-format on
  return names;
}

} // namespace troupe::test
