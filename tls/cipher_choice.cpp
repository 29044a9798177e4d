#include "troupe/tls/cipher_choice.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "troupe/tls/cipher_rules.hpp"
#include "troupe/tls/documented_suites.hpp"
#include "troupe/tls/name_list.hpp"

namespace troupe::tls {

namespace {

constexpr std::string_view setting = "SSLEnabledCipherSuites";

/// AES first, which processors have instructions for. Without DHE, which has to be named: clients make a server work
/// hard for it with little effort (CVE-2002-20001), and its groups are common to all servers.
constexpr const char* default_suites12 =
  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
  "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
/// TLS 1.0 and 1.1 have no AEAD: when they are enabled their forward-secret suites follow the others.
constexpr const char* default_suites10 =
  "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA";
constexpr const char* default_suites13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

/// The suites that are named, in OpenSSL's spelling. Both empty: all.
struct named_suites {
  std::vector<std::string> tls12;
  std::vector<std::string> tls13;
  bool all = true;

  bool has(const std::string& name) const {
    const auto in = [&name](const auto& list) { return std::find(list.begin(), list.end(), name) != list.end(); };
    return all || in(tls12) || in(tls13);
  }
};

failure unknown_suite(std::string_view name) {
  if (name.compare(0, 5, "CALG_") == 0)
    return bad_entry(setting, name,
                     "is a name of Windows' own TLS; here the names are like "
                     "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  for (const auto& each : documented_suites)
    if (name == each.name)
      return bad_entry(setting, name, "is not in OpenSSL any more: it is not secure");
  return bad_entry(setting, name,
                   "is unknown; allowed are \"*\" and IANA's names like "
                   "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, separated by ';'");
}

result<named_suites> read_names(const std::string& list) {
  named_suites named;
  const auto entries = entries_of(list, ";,");
  if (entries.empty() || std::find(entries.begin(), entries.end(), "*") != entries.end())
    return named;
  named.all = false;
  for (const auto entry : entries) {
    const char* const name = OPENSSL_cipher_name(std::string{entry}.c_str());
    if (std::strcmp(name, "(NONE)") == 0)
      return unknown_suite(entry);
    add_once(std::strncmp(name, "TLS_", 4) == 0 ? named.tls13 : named.tls12, name);
  }
  return named;
}

/// The list of suites up to TLS 1.2 that everything else is taken out of.
failure set_list(SSL_CTX* of, const options& rules, const named_suites& named) {
  std::string list = default_suites12;
  if ((rules.protocols & 0x3C0U) != 0)
    list.append(":").append(default_suites10);
  if (!rules.cipher_list.empty()) {
    if (auto why = check_cipher_rules(rules.cipher_list))
      return why;
    list = rules.cipher_list;
  } else if (!named.all && !named.tls12.empty()) {
    list = joined(named.tls12, ":");
  }
  if (SSL_CTX_set_cipher_list(of, list.c_str()) != 1)
    return fail(errc::invalid_option, "OpenSSLCipherList: no cipher suite fits \"" + list + '"');
  const auto list13 = named.all || named.tls13.empty() ? std::string{default_suites13} : joined(named.tls13, ":");
  if (SSL_CTX_set_ciphersuites(of, list13.c_str()) != 1)
    return fail(errc::invalid_option, setting);
  return {};
}

suite_versions versions_of(const std::vector<const SSL_CIPHER*>& suites) {
  suite_versions found;
  for (const auto* const each : suites) {
    const std::string_view since = SSL_CIPHER_get_version(each);
    found.tls13 |= since == "TLSv1.3";
    found.tls12 |= since != "TLSv1.3";
    found.tls10 |= since != "TLSv1.3" && since != "TLSv1.2";
  }
  return found;
}

/// Leaves only these. OpenSSL keeps its order.
void restrict_to(SSL_CTX* of, const std::vector<const SSL_CIPHER*>& suites) {
  std::vector<std::string> lists[2];
  for (const auto* const each : suites) {
    const std::string name = SSL_CIPHER_get_name(each);
    lists[name.compare(0, 4, "TLS_") == 0 ? 1 : 0].push_back(name);
  }
  SSL_CTX_set_ciphersuites(of, joined(lists[1], ":").c_str());
  // OpenSSL refuses an empty list; the versions that would need it are disabled then.
  if (!lists[0].empty())
    SSL_CTX_set_cipher_list(of, joined(lists[0], ":").c_str());
}

failure none_left(const options& rules) {
  return {make_error_code(errc::invalid_option),
          "SSLCipherStrength " + std::to_string(rules.cipher_strength) +
            ": none of the cipher suites enabled (SSLEnabledCipherSuites, OpenSSLCipherList) is that strong; most have "
            "128 or 256 bits"};
}

} // namespace

result<suite_versions> set_cipher_suites(ssl_ctx_st* of, const options& rules) {
  const auto named = read_names(rules.cipher_suites);
  if (!named)
    return named.why();
  if (auto why = set_list(of, rules, *named))
    return why;
  std::vector<const SSL_CIPHER*> left;
  const auto* const all = SSL_CTX_get_ciphers(of);
  for (int i = 0; i < sk_SSL_CIPHER_num(all); ++i) {
    const auto* const each = sk_SSL_CIPHER_value(all, i);
    if (SSL_CIPHER_get_bits(each, nullptr) >= rules.cipher_strength && named->has(SSL_CIPHER_get_name(each)))
      left.push_back(each);
  }
  if (left.empty())
    return none_left(rules);
  const auto versions = versions_of(left);
  restrict_to(of, left);
  ERR_clear_error();
  return versions;
}

} // namespace troupe::tls
