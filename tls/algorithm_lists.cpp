#include "troupe/tls/algorithm_lists.hpp"

#include <algorithm>
#include <string_view>

#include <openssl/ssl.h>

#include "troupe/tls/name_list.hpp"
#include "troupe/tls/usable_signatures.hpp"

namespace troupe::tls {

namespace {

/// A documented spelling and OpenSSL's.
struct spelling {
  std::string_view documented;
  std::string_view openssl;
};

constexpr spelling groups12[] = {
  {"ecdhe_secp256r1", "P-256"}, {"ecdhe_secp384r1", "P-384"}, {"ecdhe_secp521r1", "P-521"},
  {"ecdhe_x25519", "X25519"},   {"ecdhe_x448", "X448"},
};

constexpr spelling groups13[] = {
  {"ecdhe_x25519", "X25519"},   {"ecdhe_x448", "X448"},      {"ecdhe_secp256r1", "P-256"}, {"ecdhe_secp384r1", "P-384"},
  {"ecdhe_secp521r1", "P-521"}, {"ffdhe_2048", "ffdhe2048"}, {"ffdhe_3072", "ffdhe3072"},  {"ffdhe_4096", "ffdhe4096"},
  {"ffdhe_6144", "ffdhe6144"},  {"ffdhe_8192", "ffdhe8192"},
};

constexpr spelling signatures12[] = {
  {"sha512-ecdsa", "ECDSA+SHA512"}, {"sha512-rsa", "RSA+SHA512"}, {"sha512-dsa", "DSA+SHA512"},
  {"sha384-ecdsa", "ECDSA+SHA384"}, {"sha384-rsa", "RSA+SHA384"}, {"sha384-dsa", "DSA+SHA384"},
  {"sha256-ecdsa", "ECDSA+SHA256"}, {"sha256-rsa", "RSA+SHA256"}, {"sha256-dsa", "DSA+SHA256"},
  {"sha224-ecdsa", "ECDSA+SHA224"}, {"sha224-rsa", "RSA+SHA224"}, {"sha224-dsa", "DSA+SHA224"},
  {"sha1-ecdsa", "ECDSA+SHA1"},     {"sha1-rsa", "RSA+SHA1"},     {"sha1-dsa", "DSA+SHA1"},
};

constexpr spelling signatures13[] = {
  {"ed25519", "ed25519"},
  {"ed448", "ed448"},
  {"ecdsa_secp256r1_sha256", "ECDSA+SHA256"},
  {"ecdsa_secp384r1_sha384", "ECDSA+SHA384"},
  {"ecdsa_secp521r1_sha512", "ECDSA+SHA512"},
  {"rsa_pkcs1_sha256", "RSA+SHA256"},
  {"rsa_pkcs1_sha384", "RSA+SHA384"},
  {"rsa_pkcs1_sha512", "RSA+SHA512"},
  {"rsa_pss_sha256", "rsa_pss_rsae_sha256:rsa_pss_pss_sha256"},
  {"rsa_pss_sha384", "rsa_pss_rsae_sha384:rsa_pss_pss_sha384"},
  {"rsa_pss_sha512", "rsa_pss_rsae_sha512:rsa_pss_pss_sha512"},
};

/// What clients of today need, and no more: each handshake compares the lists.
constexpr std::string_view default_groups = "X25519:P-256:P-384:P-521";
constexpr std::string_view default_signatures =
  "ECDSA+SHA256:ed25519:rsa_pss_rsae_sha256:RSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed448:rsa_pss_rsae_sha384:"
  "rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:RSA+SHA384:RSA+SHA512";

bool same_but_case(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                    [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x - 'A' + 'a' : x) == y; });
}

template <std::size_t N>
result<std::string> translate(std::string_view setting, const std::string& list, const spelling (&known)[N],
                              std::string_view otherwise) {
  std::vector<std::string> names;
  for (const auto entry : entries_of(list, ",;")) {
    const auto* const found = std::find_if(std::begin(known), std::end(known),
                                           [&](const spelling& each) { return same_but_case(entry, each.documented); });
    if (found == std::end(known)) {
      std::vector<std::string> allowed;
      for (const auto& each : known)
        allowed.emplace_back(each.documented);
      return bad_entry(setting, entry, "is unknown; allowed are " + joined(allowed, ", "));
    }
    // OpenSSL refuses a list that names one twice.
    add_once(names, found->openssl);
  }
  return names.empty() ? std::string{otherwise} : joined(names, ":");
}

/// Whether what will be spoken with this client, TLS 1.3, has lists of its own.
bool has_own_lists(SSL* of, const client_hello& hello, const algorithm_lists& lists) noexcept {
  return lists.differ && hello.offers_tls13 && (SSL_get_options(of) & SSL_OP_NO_TLSv1_3) == 0;
}

} // namespace

result<algorithm_lists> read_algorithm_lists(const options& rules) {
  algorithm_lists lists;
  const auto shares = translate("TLS13KeyShareGroups", rules.tls13_key_share_groups, groups13, {});
  if (!shares)
    return shares.why();
  const auto put = [](const result<std::string>& from, std::string& to) {
    if (from)
      to = *from;
    return from ? failure{} : from.why();
  };
  if (auto why =
        put(translate("TLS12SignatureAlgorithms", rules.tls12_signature_algorithms, signatures12, default_signatures),
            lists.tls12.signature_algorithms))
    return why;
  if (auto why =
        put(translate("TLS12SupportedGroups", rules.tls12_groups, groups12, default_groups), lists.tls12.groups))
    return why;
  if (auto why =
        put(translate("TLS13SignatureAlgorithms", rules.tls13_signature_algorithms, signatures13, default_signatures),
            lists.tls13.signature_algorithms))
    return why;
  if (auto why =
        put(translate("TLS13SupportedGroups", rules.tls13_groups, groups13, default_groups), lists.tls13.groups))
    return why;
  lists.differ =
    lists.tls12.signature_algorithms != lists.tls13.signature_algorithms || lists.tls12.groups != lists.tls13.groups;
  return lists;
}

failure set_algorithm_lists(ssl_ctx_st* of, const algorithm_lists& lists) {
  const auto& list = lists.tls12;
  // Level 1 and above refuse SHA-1 (SSL_CTX_set_security_level(3)): alone it would fail each handshake.
  const auto names = entries_of(list.signature_algorithms, ":");
  const bool only_sha1 = std::all_of(
    names.begin(), names.end(), [](std::string_view each) { return each.find("+SHA1") != std::string_view::npos; });
  if (only_sha1 && SSL_CTX_get_security_level(of) > 0)
    return {make_error_code(errc::invalid_option),
            "TLS12SignatureAlgorithms: SHA-1 alone is only allowed with @SECLEVEL=0 in OpenSSLCipherList"};
  if (SSL_CTX_set1_sigalgs_list(of, list.signature_algorithms.c_str()) != 1)
    return fail(errc::invalid_option, "TLS12SignatureAlgorithms");
  if (SSL_CTX_set1_groups_list(of, list.groups.c_str()) != 1)
    return fail(errc::invalid_option, "TLS12SupportedGroups");
  return {};
}

void leave_usable_signatures(ssl_ctx_st* of, const algorithm_lists& lists, const std::vector<evp_pkey_st*>& keys) {
  SSL_CTX_set1_sigalgs_list(of, usable_signatures(lists.tls12.signature_algorithms, keys).c_str());
}

void apply_algorithm_lists(ssl_st* of, const client_hello& hello, const algorithm_lists& lists) noexcept {
  if (!has_own_lists(of, hello, lists))
    return;
  SSL_set1_sigalgs_list(of, lists.tls13.signature_algorithms.c_str());
  SSL_set1_groups_list(of, lists.tls13.groups.c_str());
}

void apply_all_signatures(ssl_st* of, const client_hello& hello, const algorithm_lists& lists) noexcept {
  const auto& list = has_own_lists(of, hello, lists) ? lists.tls13 : lists.tls12;
  if (!list.signature_algorithms.empty())
    SSL_set1_sigalgs_list(of, list.signature_algorithms.c_str());
}

} // namespace troupe::tls
