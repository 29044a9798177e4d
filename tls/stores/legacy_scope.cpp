#include "troupe/tls/stores/legacy_scope.hpp"

#include <memory>

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

namespace troupe::tls {

namespace {

struct legacy_freed {
  void operator()(X509_SIG* gone) const noexcept { X509_SIG_free(gone); }
  void operator()(PKCS8_PRIV_KEY_INFO* gone) const noexcept { PKCS8_PRIV_KEY_INFO_free(gone); }
};

} // namespace

owned<EVP_PKEY> read_legacy_key(std::string_view der, const std::string& password) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509_SIG, legacy_freed> sealed{d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size()))};
  const legacy_scope old;
  if (sealed == nullptr || old.get() == nullptr)
    return nullptr;
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, legacy_freed> open{
    PKCS8_decrypt_ex(sealed.get(), password.data(), static_cast<int>(password.size()), old.get(), nullptr)};
  owned<EVP_PKEY> key{open != nullptr ? EVP_PKCS82PKEY(open.get()) : nullptr};
  if (key != nullptr)
    ERR_clear_error();
  return key;
}

} // namespace troupe::tls
