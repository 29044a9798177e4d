#include "troupe/tls/session_info.hpp"

#include <cstring>
#include <tuple>

#include <openssl/objects.h>
#include <openssl/ssl.h>

namespace troupe::tls {

namespace {

struct group {
  int id; // SSL_get_negotiated_group(3): a NID, or a TLS id for groups without a curve
  const char* name;
  int bits;
};

constexpr group groups[] = {
  {NID_X25519, "X25519", 253},          {NID_X448, "X448", 448},
  {NID_X9_62_prime256v1, "P-256", 256}, {NID_secp384r1, "P-384", 384},
  {NID_secp521r1, "P-521", 521},        {NID_ffdhe2048, "ffdhe2048", 2048},
  {NID_ffdhe3072, "ffdhe3072", 3072},   {NID_ffdhe4096, "ffdhe4096", 4096},
  {NID_ffdhe6144, "ffdhe6144", 6144},   {NID_ffdhe8192, "ffdhe8192", 8192},
};

int own_key_bits(SSL* from) {
  auto* const certificate = SSL_get_certificate(from);
  auto* const key = certificate != nullptr ? X509_get0_pubkey(certificate) : nullptr;
  return key != nullptr ? EVP_PKEY_get_bits(key) : 0;
}

/// What SSL_CTX_set_dh_auto(3) takes for the strength of this key; the key itself is gone by now.
int automatic_dh_bits(SSL* from) {
  auto* const certificate = SSL_get_certificate(from);
  auto* const key = certificate != nullptr ? X509_get0_pubkey(certificate) : nullptr;
  const int strength = key != nullptr ? EVP_PKEY_get_security_bits(key) : 0;
  return strength >= 192 ? 8192 : strength >= 152 ? 4096 : strength >= 128 ? 3072 : strength >= 112 ? 2048 : 1024;
}

void read_key_exchange(SSL* from, session_info& to) {
  const int negotiated = static_cast<int>(SSL_get_negotiated_group(from));
  for (const auto& each : groups)
    if (each.id == negotiated) {
      to.key_exchange = each.name;
      to.key_exchange_strength = each.bits;
      return;
    }
  switch (SSL_CIPHER_get_kx_nid(SSL_get_current_cipher(from))) {
  case NID_kx_rsa:
    to.key_exchange = "RSA";
    to.key_exchange_strength = own_key_bits(from);
    break;
  case NID_kx_dhe:
    to.key_exchange = "DHE";
    to.key_exchange_strength = automatic_dh_bits(from);
    break;
  default:
    if (const char* const name = SSL_group_to_name(from, negotiated); name != nullptr)
      to.key_exchange = name;
  }
}

} // namespace

bool operator==(const session_info& a, const session_info& b) {
  const auto all = [](const session_info& one) {
    return std::tie(one.version, one.cipher, one.cipher_suite, one.key_exchange, one.alpn, one.server_name,
                    one.cipher_strength, one.key_exchange_strength, one.resumed);
  };
  return all(a) == all(b);
}

session_info read_session_info(ssl_st* from) {
  session_info info;
  const auto* const cipher = SSL_get_current_cipher(from);
  if (cipher == nullptr)
    return info;
  info.version = SSL_get_version(from);
  info.cipher = SSL_CIPHER_get_name(cipher);
  info.cipher_suite = SSL_CIPHER_standard_name(cipher);
  info.cipher_strength = SSL_CIPHER_get_bits(cipher, nullptr);
  info.resumed = SSL_session_reused(from) != 0;
  read_key_exchange(from, info);
  const unsigned char* protocol = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(from, &protocol, &size);
  if (size > 0)
    info.alpn.assign(reinterpret_cast<const char*>(protocol), size);
  if (const char* const name = SSL_get_servername(from, TLSEXT_NAMETYPE_host_name); name != nullptr)
    info.server_name = name;
  return info;
}

} // namespace troupe::tls
