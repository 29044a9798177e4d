#pragma once

#include <string>
#include <vector>

namespace troupe::test {

/// A certificate and its private key, made for a test. PEM.
struct minted {
  std::string certificate;
  std::string key;

  std::string both() const { return key + certificate; }
};

/// What kind of key.
enum class key_kind { ecdsa, rsa };

/// An extension as openssl's x509v3_config(5) writes it.
struct extension {
  int nid = 0;
  std::string value;
};

/// What a certificate is to say.
struct certificate_form {
  std::string common_name = "localhost";
  key_kind kind = key_kind::ecdsa;
  const minted* issuer = nullptr; ///< nullptr: it signs itself
  bool authority = false;
  long begins = -3600; ///< seconds from now
  long ends = 86400;
  std::vector<extension> extensions;
  std::string organization;
  long serial = 0; ///< 0: the next one
};

/// Makes it. Throws std::runtime_error.
minted mint(const certificate_form& form);

/// A list of revoked certificates (RFC 5280, 5), DER, of these serial numbers for keyCompromise.
std::string mint_crl(const minted& issuer, const std::vector<long>& serials, long ends = 3600);

/// The same in PEM.
std::string mint_crl_pem(const minted& issuer, const std::vector<long>& serials, long ends = 3600);

/// PKCS#12 of a certificate, its key and other certificates.
std::string mint_pfx(const minted& leaf, const std::vector<std::string>& others, const std::string& password);

/// PKCS#12 of several certificates with their keys. `algorithm`: the NID of what encrypts them.
std::string mint_pfx_of(const std::vector<minted>& members, const std::string& password, int algorithm);

/// The key in PEM, encrypted: PKCS#8, or with DEK-Info.
std::string encrypted_key(const minted& of, const std::string& password, bool pkcs8 = true);

/// PEM as DER, of a certificate or of a key.
std::string certificate_der(const minted& of);
std::string key_der(const minted& of);

/// Base64 in lines (RFC 4648).
std::string base64(const std::string& bytes);

/// One for all tests that need no special one: "CN=localhost", ECDSA P-256 and RSA 2048.
const minted& ecdsa_server();
const minted& rsa_server();
/// An authority for clients, and one of its clients.
const minted& client_authority();
const minted& client();

} // namespace troupe::test
