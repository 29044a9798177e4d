#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "troupe/tls/credentials.hpp"
#include "troupe/tls/failure.hpp"
#include "troupe/tls/handles.hpp"

namespace troupe::tls {

/// What a certificate store holds, in its order. For sources of tls/ only.
struct store_content {
  std::vector<owned<X509>> certificates;
  std::vector<owned<EVP_PKEY>> keys;        ///< private
  std::vector<owned<EVP_PKEY>> public_keys; ///< without a certificate

  /// What another one holds, after what is here.
  void add(store_content&& other);
  bool empty() const noexcept { return certificates.empty() && keys.empty() && public_keys.empty(); }
};

/// Of one store: each is tried out for each certificate.
inline constexpr std::size_t most_keys = 50;

/// The error when there are more.
failure too_many_keys();

/// Opens a store: reads its file, if it is one. Error: `store_not_opened`, with the reason.
result<store_content> read_store(const key_store& store);

/// All there is in PEM (RFC 7468; encrypted keys in PKCS#8 and in the older form with DEK-Info; lists of certificates
/// in PKCS#7). Error: `store_not_opened`: a password that is wrong or missing, a block that can't be read, none at all.
result<store_content> read_pem(std::string_view text, const std::string& password);

/// The certificates of a text in PEM, whatever is between them. Error: `store_not_opened`.
result<std::vector<owned<X509>>> read_certificates(std::string_view text);

/// A certificate, a private key or a public key in DER. Error: `store_not_opened`.
result<store_content> read_der(std::string_view bytes, const std::string& password);

/// PKCS#12 (RFC 7292). Error: `store_not_opened`: a wrong password, bytes that are none.
result<store_content> read_pfx(std::string_view bytes, const std::string& password);

/// The certificates of PKCS#7 (RFC 2315, 9.1), DER. Error: `store_not_opened`.
result<store_content> read_p7b(std::string_view bytes);

/// A key store of Java, JKS (sun.security.provider.JavaKeyStore). Java's newer ones are PKCS#12, and are read too.
/// Error: `store_not_opened`: a wrong password, changed bytes, a key with a password of its own.
result<store_content> read_jks(std::string_view bytes, const std::string& password);

/// A public key of SSH: a line of OpenSSH (sshd(8)) or a file of RFC 4716. Error: `store_not_opened`.
result<store_content> read_ssh_public_key(std::string_view text);

/// A private key in OpenSSH's own form (PROTOCOL.key of OpenSSH), what is between the lines of PEM. One that is
/// encrypted can't be read. Error: `store_not_opened`.
result<store_content> read_openssh_key(std::string_view bytes);

/// A private key of PuTTY, versions 2 and 3 (its manual, appendix C). Error: `store_not_opened`: a wrong password,
/// changed bytes, an encryption that would take too much memory or time.
result<store_content> read_ppk(std::string_view text, const std::string& password);

/// RSAKeyValue of XML signatures (RFC 3275, 4.4.2.2), with the private numbers that .NET adds, and certificates
/// (X509Certificate). A document type is not looked at. Error: `store_not_opened`.
result<store_content> read_xml(std::string_view text);

/// A JSON Web Key or a set of them (RFC 7517; RSA, EC, OKP; certificates in x5c). Error: `store_not_opened`.
result<store_content> read_jwk(std::string_view text);

/// The certificates and private keys behind a PKCS#11 module. `place`: its path, or a URI (RFC 7512) with module-path,
/// and token, serial, slot-id, object or id where there are several. The keys stay usable for as long as somebody has
/// them. Error: `store_not_opened`: no module, no token, a wrong PIN.
result<store_content> read_pkcs11(const std::string& place, const std::string& pin);

/// A BIO that reads `bytes`, which must outlive it.
owned<BIO> reader_of(std::string_view bytes);

/// Of code `store_not_opened`, without what OpenSSL's error queue says, which is empty afterwards.
failure not_opened(std::string why);

} // namespace troupe::tls
