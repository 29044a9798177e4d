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
  /// The name of a file, or the bytes themselves (also in Base64). Of PKCS#11: the path of its module, or a URI (RFC
  /// 7512) with module-path.
  std::string place;
  std::string password; ///< of PKCS#11: the PIN
};

/// A certificate, its private key if there is one, and the certificates that lead to its authority; or a key without a
/// certificate, private or public, of which a server can't make use. Immutable; shared by contexts and threads.
class credentials final {
public:
  /// The certificate in `store` whose subject is, or contains, `subject`, or that has the thumbprint in it; "*": the
  /// first one, that has its key if one has. A store of keys without certificates has no subjects: "*" is its first
  /// key, a private one if there is one. Reads files, and may take a second: not on a loop. Errors: `store_not_opened`
  /// (with the reason: missing, wrong password, no such form), `certificate_not_found`, `no_credentials` when key and
  /// certificate do not belong together.
  static result<std::shared_ptr<const credentials>> open(const key_store& store, std::string_view subject = "*");
  /// The certificate `encoded` (PEM, DER or Base64) with its private key out of `store`. Certificates in either lead to
  /// its authority. Errors: `store_not_opened`, of `encoded` too; `no_credentials` when the key is not in the store.
  static result<std::shared_ptr<const credentials>> open_for(const key_store& store, std::string_view encoded);
  /// The certificate or public key alone, PEM, DER or Base64. Error: `store_not_opened`.
  static result<std::shared_ptr<const credentials>> parse(std::string_view encoded);

  /// Takes over one reference of each. `certificate` may be nullptr if there is a key; `public_key` is only asked for
  /// when there is neither of the others.
  credentials(x509_st* certificate, evp_pkey_st* key, stack_st_X509* chain, evp_pkey_st* public_key = nullptr) noexcept;
  credentials(const credentials&) = delete;
  credentials& operator=(const credentials&) = delete;
  ~credentials();

  /// nullptr: there is only a key.
  x509_st* certificate() const noexcept { return certificate_; }
  /// The private key, nullptr if there is none. One on a security key (PKCS#11) signs there and can't be written out.
  evp_pkey_st* key() const noexcept { return key_; }
  /// Of the certificate; else of the private key, or the public key that there is instead. Not owned by the caller.
  /// nullptr: the certificate's key is of a kind that OpenSSL does not know.
  evp_pkey_st* public_key() const noexcept;
  stack_st_X509* chain() const noexcept { return chain_; }
  /// Whether the private key is in a device: what `key` shows of it is not the key.
  bool in_device() const noexcept;

  /// As "CN=www.example.com, O=Example, C=US"; a value with a comma is quoted. "": there is no certificate.
  std::string subject() const;
  std::string issuer() const;
  /// The certificate in PEM; "" if there is none.
  std::string encoded() const;
  /// SHA-256 of the certificate, as openssl-x509(1) prints it: "A1:B2:...". "" if there is none, or no memory.
  std::string fingerprint() const;

private:
  x509_st* certificate_;
  evp_pkey_st* key_;
  stack_st_X509* chain_;
  evp_pkey_st* public_key_;
};

using credentials_ptr = std::shared_ptr<const credentials>;

} // namespace troupe::tls
