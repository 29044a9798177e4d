#pragma once

#include <string>
#include <string_view>

#include <openssl/provider.h>

#include "troupe/tls/handles.hpp"

namespace troupe::tls {

/// OpenSSL with RC2 and the other algorithms of old stores (OSSL_PROVIDER-legacy(7)), for one store: the rest of the
/// process goes without.
class legacy_scope {
public:
  legacy_scope() : scope_(OSSL_LIB_CTX_new()) {
    if (scope_ == nullptr)
      return;
    legacy_ = OSSL_PROVIDER_load(scope_, "legacy");
    standard_ = OSSL_PROVIDER_load(scope_, "default");
  }
  legacy_scope(const legacy_scope&) = delete;
  legacy_scope& operator=(const legacy_scope&) = delete;
  ~legacy_scope() {
    if (legacy_ != nullptr)
      OSSL_PROVIDER_unload(legacy_);
    if (standard_ != nullptr)
      OSSL_PROVIDER_unload(standard_);
    OSSL_LIB_CTX_free(scope_);
  }

  OSSL_LIB_CTX* get() const noexcept { return scope_; }

private:
  OSSL_LIB_CTX* scope_;
  OSSL_PROVIDER* legacy_ = nullptr;
  OSSL_PROVIDER* standard_ = nullptr;
};

/// The private key in an EncryptedPrivateKeyInfo (RFC 5958) whose algorithm only `legacy_scope` has; nullptr: it has
/// not either, or the password is wrong. The key itself belongs to no scope.
owned<EVP_PKEY> read_legacy_key(std::string_view der, const std::string& password);

} // namespace troupe::tls
