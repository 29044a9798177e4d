#pragma once

#include <memory>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace troupe::tls {

/// Frees what OpenSSL made. For sources of tls/ only: other folders do not see OpenSSL.
struct freed {
  void operator()(BIO* gone) const noexcept { BIO_free_all(gone); }
  void operator()(BIGNUM* gone) const noexcept { BN_clear_free(gone); }
  void operator()(BN_CTX* gone) const noexcept { BN_CTX_free(gone); }
  void operator()(EVP_CIPHER_CTX* gone) const noexcept { EVP_CIPHER_CTX_free(gone); }
  void operator()(EVP_MD_CTX* gone) const noexcept { EVP_MD_CTX_free(gone); }
  void operator()(EVP_PKEY* gone) const noexcept { EVP_PKEY_free(gone); }
  void operator()(EVP_PKEY_CTX* gone) const noexcept { EVP_PKEY_CTX_free(gone); }
  void operator()(OSSL_PARAM* gone) const noexcept { OSSL_PARAM_free(gone); }
  void operator()(OSSL_PARAM_BLD* gone) const noexcept { OSSL_PARAM_BLD_free(gone); }
  void operator()(PKCS12* gone) const noexcept { PKCS12_free(gone); }
  void operator()(PKCS7* gone) const noexcept { PKCS7_free(gone); }
  void operator()(PKCS8_PRIV_KEY_INFO* gone) const noexcept { PKCS8_PRIV_KEY_INFO_free(gone); }
  void operator()(SSL* gone) const noexcept { SSL_free(gone); }
  void operator()(SSL_CTX* gone) const noexcept { SSL_CTX_free(gone); }
  void operator()(X509* gone) const noexcept { X509_free(gone); }
  void operator()(X509_CRL* gone) const noexcept { X509_CRL_free(gone); }
  void operator()(X509_SIG* gone) const noexcept { X509_SIG_free(gone); }
  void operator()(X509_STORE* gone) const noexcept { X509_STORE_free(gone); }
  void operator()(STACK_OF(X509) * gone) const noexcept { sk_X509_pop_free(gone, X509_free); }
};

template <class T>
using owned = std::unique_ptr<T, freed>;

} // namespace troupe::tls
