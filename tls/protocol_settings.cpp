#include "troupe/tls/protocol_settings.hpp"

#include <cstdint>

#include <openssl/ssl.h>

#include "troupe/tls/cipher_choice.hpp"

namespace troupe::tls {

namespace {

/// A version's bits of SSLEnabledProtocols. The documentation's are pairs, for clients and servers: either counts.
struct version_bits {
  unsigned bits;
  std::uint64_t disabled; // OpenSSL's option that disables it
  bool suite_versions::*spoken;
};

constexpr version_bits versions[] = {
  {0xC0, SSL_OP_NO_TLSv1, &suite_versions::tls10},
  {0x300, SSL_OP_NO_TLSv1_1, &suite_versions::tls10},
  {0xC00, SSL_OP_NO_TLSv1_2, &suite_versions::tls12},
  {0x3000, SSL_OP_NO_TLSv1_3, &suite_versions::tls13},
};

failure check_versions(unsigned protocols) {
  constexpr const char* allowed = "; allowed are 192 (TLS 1.0), 768 (TLS 1.1), 3072 (TLS 1.2), 12288 (TLS 1.3) and "
                                  "their sums";
  const auto wrong = [&](const char* why) {
    return failure{make_error_code(errc::invalid_option),
                   "SSLEnabledProtocols " + std::to_string(protocols) + ": " + why + allowed};
  };
  if ((protocols & 0x0CU) != 0)
    return wrong("SSL 2 (12) is not in OpenSSL any more: it is not secure");
  if ((protocols & 0x30U) != 0)
    return wrong("SSL 3 (48) is not in OpenSSL any more: it is not secure");
  if ((protocols & ~0x3FC0U) != 0)
    return wrong("there is no such version");
  return protocols == 0 ? wrong("no version is enabled") : failure{};
}

/// Disables each version that is not enabled, or has no cipher suite: a client is told so then, and another version is
/// agreed on.
failure set_versions(SSL_CTX* of, unsigned protocols, const suite_versions& spoken) {
  std::uint64_t disabled = 0;
  std::uint64_t all = 0;
  for (const auto& each : versions) {
    all |= each.disabled;
    if ((protocols & each.bits) == 0 || !(spoken.*each.spoken))
      disabled |= each.disabled;
  }
  if (disabled == all)
    return {make_error_code(errc::invalid_option),
            "SSLEnabledProtocols " + std::to_string(protocols) +
              ": none of the versions enabled has one of the cipher suites enabled (SSLEnabledCipherSuites, "
              "OpenSSLCipherList)"};
  SSL_CTX_clear_options(of, all);
  SSL_CTX_set_options(of, disabled);
  SSL_CTX_set_min_proto_version(of, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(of, 0);
  return {};
}

} // namespace

result<algorithm_lists> set_protocol(ssl_ctx_st* of, const options& rules) {
  if (rules.system_defaults)
    return algorithm_lists{};
  if (auto why = check_versions(rules.protocols))
    return why;
  // Hashes of TLS 1.0 and 1.1 are only allowed at level 0; OpenSSLCipherList may name another.
  SSL_CTX_set_security_level(of, (rules.protocols & 0x3C0U) != 0 ? 0 : 2);
  const auto spoken = set_cipher_suites(of, rules);
  if (!spoken)
    return spoken.why();
  if (auto why = set_versions(of, rules.protocols, *spoken))
    return why;
  auto lists = read_algorithm_lists(rules);
  if (!lists)
    return lists;
  if (auto why = set_algorithm_lists(of, *lists))
    return why;
  SSL_CTX_clear_options(of, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
  if (rules.renegotiation)
    SSL_CTX_set_options(of, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
  return lists;
}

} // namespace troupe::tls
