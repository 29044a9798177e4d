#include "troupe/tls/usable_signatures.hpp"

#include <algorithm>
#include <string_view>

#include <openssl/evp.h>

#include "troupe/tls/name_list.hpp"

namespace troupe::tls {

namespace {

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

bool signs(EVP_PKEY* key, std::string_view algorithm) {
  switch (EVP_PKEY_get_base_id(key)) {
  case EVP_PKEY_EC:
    return begins(algorithm, "ECDSA+");
  case EVP_PKEY_RSA:
    return begins(algorithm, "RSA+") || begins(algorithm, "rsa_pss_rsae_");
  case EVP_PKEY_RSA_PSS:
    return begins(algorithm, "rsa_pss_pss_");
  case EVP_PKEY_ED25519:
    return algorithm == "ed25519";
  case EVP_PKEY_ED448:
    return algorithm == "ed448";
  default:
    return true;
  }
}

} // namespace

std::string usable_signatures(const std::string& list, const std::vector<evp_pkey_st*>& keys) {
  std::vector<std::string> usable;
  for (const auto algorithm : entries_of(list, ":"))
    if (std::any_of(keys.begin(), keys.end(), [&](EVP_PKEY* key) { return signs(key, algorithm); }))
      usable.emplace_back(algorithm);
  return usable.empty() ? list : joined(usable, ":");
}

} // namespace troupe::tls
