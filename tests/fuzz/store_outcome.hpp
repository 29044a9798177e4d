#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "troupe/tls/stores/store_content.hpp"

namespace troupe::fuzz {

inline bool has_secret(const EVP_PKEY* key) {
  std::size_t size = 0;
  if (EVP_PKEY_get_raw_private_key(key, nullptr, &size) == 1 && size > 0)
    return true;
  for (const char* const name : {OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_PRIV_KEY}) {
    BIGNUM* number = nullptr;
    const bool there = EVP_PKEY_get_bn_param(key, name, &number) == 1;
    BN_clear_free(number);
    if (there)
      return true;
  }
  return false;
}

/// What holds for whatever a store was made of: something was found, or the error says what is wrong with it.
inline void check(const tls::result<tls::store_content>& outcome) {
  const bool good =
    outcome ? !outcome->empty() : outcome.why().code == tls::errc::store_not_opened && !outcome.why().reason.empty();
  if (!good || ERR_peek_error() != 0)
    std::abort();
  if (!outcome)
    return;
  // Nothing that is called a private key may be only the public half of one.
  for (const auto& key : outcome->keys)
    if (!has_secret(key.get()))
      std::abort();
  ERR_clear_error();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

} // namespace troupe::fuzz
