#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "troupe/tls/failure.hpp"

struct evp_pkey_st;
struct stack_st_X509;
struct x509_st;

namespace troupe::tls {

/// Where certificates and keys are kept, and in what form. The documented numbers.
enum class store_type : int {
  user = 0,
  machine = 1,
  pfx_file = 2,
  pfx_blob = 3,
  jks_file = 4,
  jks_blob = 5,
  pem_key_file = 6,
  pem_key_blob = 7,
  public_key_file = 8,
  public_key_blob = 9,
  ssh_public_key_blob = 10,
  p7b_file = 11,
  p7b_blob = 12,
  ssh_public_key_file = 13,
  ppk_file = 14,
  ppk_blob = 15,
  xml_file = 16,
  xml_blob = 17,
  jwk_file = 18,
  jwk_blob = 19,
  bcfks_file = 21,
  bcfks_blob = 22,
  pkcs11 = 23,
  automatic = 99
};

/// A certificate store: where, in which form, with which password.
struct key_store {
  store_type type = store_type::automatic;
  std::string place; ///< the name of a file, or the bytes themselves (also in Base64)
  std::string password;
};

/// A certificate, its private key if there is one, and the certificates that lead to its authority. Immutable; shared
/// by contexts and threads.
class credentials final {
public:
  /// The certificate in `store` whose subject is, or contains, `subject`; "*": the first. Reads files: not on a loop.
  /// Errors: `store_not_opened` (with the reason: missing, wrong password, no such form), `certificate_not_found`,
  /// `no_credentials` when key and certificate do not belong together.
  static result<std::shared_ptr<const credentials>> open(const key_store& store, std::string_view subject = "*");
  /// The certificate alone, PEM, DER or Base64, without a key. Error: `store_not_opened`.
  static result<std::shared_ptr<const credentials>> parse(std::string_view encoded);

  /// Takes over one reference of each; `key` and `chain` may be nullptr.
  credentials(x509_st* certificate, evp_pkey_st* key, stack_st_X509* chain) noexcept;
  credentials(const credentials&) = delete;
  credentials& operator=(const credentials&) = delete;
  ~credentials();

  x509_st* certificate() const noexcept { return certificate_; }
  evp_pkey_st* key() const noexcept { return key_; }
  stack_st_X509* chain() const noexcept { return chain_; }

  /// As "CN=www.example.com, O=Example, C=US"; a value with a comma is quoted.
  std::string subject() const;
  std::string issuer() const;
  /// PEM.
  std::string encoded() const;
  /// SHA-256 of the certificate, as openssl-x509(1) prints it: "A1:B2:...". "" when memory is missing.
  std::string fingerprint() const;

private:
  x509_st* certificate_;
  evp_pkey_st* key_;
  stack_st_X509* chain_;
};

using credentials_ptr = std::shared_ptr<const credentials>;

} // namespace troupe::tls
