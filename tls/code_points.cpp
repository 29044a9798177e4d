#include "troupe/tls/code_points.hpp"

#include <cstddef>

namespace troupe::tls {

namespace {

struct code_point {
  unsigned id;
  const char* name;
};

/// What clients still offer, or the documentation names, and OpenSSL 3 has not.
constexpr code_point suites[] = {
  {0x00FF, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"},
  {0x5600, "TLS_FALLBACK_SCSV"},
  {0x0004, "TLS_RSA_WITH_RC4_128_MD5"},
  {0x0005, "TLS_RSA_WITH_RC4_128_SHA"},
  {0x0009, "TLS_RSA_WITH_DES_CBC_SHA"},
  {0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
  {0x0012, "TLS_DHE_DSS_WITH_DES_CBC_SHA"},
  {0x0013, "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA"},
  {0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA"},
  {0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"},
  {0xC002, "TLS_ECDH_ECDSA_WITH_RC4_128_SHA"},
  {0xC003, "TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA"},
  {0xC004, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA"},
  {0xC005, "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA"},
  {0xC007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"},
  {0xC008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"},
  {0xC00C, "TLS_ECDH_RSA_WITH_RC4_128_SHA"},
  {0xC00D, "TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA"},
  {0xC00E, "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA"},
  {0xC00F, "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA"},
  {0xC011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA"},
  {0xC012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"},
  {0xC025, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256"},
  {0xC026, "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384"},
  {0xC029, "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256"},
  {0xC02A, "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384"},
  {0xC02D, "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256"},
  {0xC02E, "TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384"},
  {0xC031, "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256"},
  {0xC032, "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384"},
};

constexpr code_point schemes[] = {
  {0x0201, "rsa_pkcs1_sha1"},
  {0x0202, "dsa_sha1"},
  {0x0203, "ecdsa_sha1"},
  {0x0301, "sha224_rsa"},
  {0x0302, "sha224_dsa"},
  {0x0303, "sha224_ecdsa"},
  {0x0401, "rsa_pkcs1_sha256"},
  {0x0402, "dsa_sha256"},
  {0x0403, "ecdsa_secp256r1_sha256"},
  {0x0501, "rsa_pkcs1_sha384"},
  {0x0502, "dsa_sha384"},
  {0x0503, "ecdsa_secp384r1_sha384"},
  {0x0601, "rsa_pkcs1_sha512"},
  {0x0602, "dsa_sha512"},
  {0x0603, "ecdsa_secp521r1_sha512"},
  {0x0704, "eccsi_sha256"},
  {0x0708, "sm2sig_sm3"},
  {0x0804, "rsa_pss_rsae_sha256"},
  {0x0805, "rsa_pss_rsae_sha384"},
  {0x0806, "rsa_pss_rsae_sha512"},
  {0x0807, "ed25519"},
  {0x0808, "ed448"},
  {0x0809, "rsa_pss_pss_sha256"},
  {0x080A, "rsa_pss_pss_sha384"},
  {0x080B, "rsa_pss_pss_sha512"},
  {0x081A, "ecdsa_brainpoolP256r1tls13_sha256"},
  {0x081B, "ecdsa_brainpoolP384r1tls13_sha384"},
  {0x081C, "ecdsa_brainpoolP512r1tls13_sha512"},
  {0x0904, "mldsa44"},
  {0x0905, "mldsa65"},
  {0x0906, "mldsa87"},
};

template <std::size_t N>
std::string name_in(const code_point (&table)[N], unsigned id) {
  for (const auto& each : table)
    if (each.id == id)
      return each.name;
  std::string number = "0x";
  for (unsigned shift = 16; shift > 0; shift -= 4)
    number += "0123456789ABCDEF"[id >> (shift - 4) & 15U];
  return number;
}

} // namespace

std::string cipher_suite_name(unsigned id) {
  return name_in(suites, id);
}

std::string signature_algorithm_name(unsigned id) {
  return name_in(schemes, id);
}

} // namespace troupe::tls
