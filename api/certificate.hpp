#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "troupe/api/bytes.hpp"
#include "troupe/api/cert_store_types.hpp"

namespace troupe {

/// The documented Certificate type: a certificate, with its private key when the store it comes from has that; or a key
/// alone, which can't serve.
///
/// A value: a copy is independent of its original, costs nothing, and shares what was read. It is opened by a
/// constructor, which throws what goes wrong, or as the documentation has it field by field: StoreType, Store and
/// StorePassword, then Subject or Encoded, which search. Any thread may read one, and only one may set its fields. A
/// setter that throws changes nothing. Setters are for variables: `server.SSLCert().Subject("*")` would change a copy.
class Certificate final {
public:
  /// What was read, and from where.
  struct State;

  /// No certificate: every field has its documented default.
  Certificate() noexcept = default;
  /// The certificate or public key in `encoded` (PEM, DER or Base64), without a private key; cstPEMKeyBlob is for both
  /// together. Error 271 when it is none.
  explicit Certificate(BytesView encoded);
  /// Opens the store and takes the certificate whose subject is `subject` or contains it, or that has the MD5, SHA-1 or
  /// SHA-256 in "Thumbprint=..."; "*": the first. `store` is the name of a file, or the store itself, as `store_type`
  /// says. Reads the file: it may block, and what is changed in the file later has no effect. Errors: 271 the store
  /// can't be opened (no such file, a wrong password ...), 272 it has no such certificate, 273 the certificate doesn't
  /// belong to the private key.
  Certificate(CertStoreTypes store_type, BytesView store, std::string_view password = {},
              std::string_view subject = "*");
  /// Ours: a new certificate for the host `name` (a DNS name or an IP address), 127.0.0.1 and ::1, with a new key
  /// (ECDSA P-256); valid for 30 days. For trying things out: it has signed itself, so no client trusts it unless it is
  /// told to. The key is in memory only; when the value and its copies are gone nobody has it. Error 1002 when `name`
  /// can't be a host's.
  static Certificate SelfSigned(std::string_view name = "localhost");

  // -- where it is searched ----------------------------------------------------------------------------------------
  /// The store: a name, or the bytes. Default "MY". What was found stays until Subject or Encoded is
  /// set; it is no longer renewed from its file then (SSLCertAutoReload).
  std::string Store() const;
  void Store(std::string_view value) &;
  Bytes StoreB() const;
  void StoreB(BytesView value) &;
  std::string StorePassword() const;
  void StorePassword(std::string_view value) &;
  /// Default cstUser.
  CertStoreTypes StoreType() const noexcept;
  void StoreType(CertStoreTypes value) &;

  // -- what is searched for ----------------------------------------------------------------------------------------
  /// The full subject: "CN=www.example.com, O=Example, C=US"; a value with a comma is quoted. Default "". Setting it
  /// searches the store as the constructor does. When nothing is found, and for "", it is "" and there is no
  /// certificate. Errors 271, 273.
  std::string Subject() const;
  void Subject(std::string_view value) &;
  /// The certificate itself, without the key, in PEM. Default "". Setting it (PEM, DER or Base64) searches the store
  /// for its private key; when that is not there, Subject is "". Errors: 271 when it is no certificate, or the store
  /// can't be opened, unless that is one of Windows, as the default is.
  std::string Encoded() const;
  void Encoded(std::string_view value) &;
  Bytes EncodedB() const;
  void EncodedB(BytesView value) &;

  // -- what it says; "", 0 and false without a certificate ---------------------------------------------------------
  /// From when on and until when it is valid, in the system's time zone: "23-Jan-2000 15:00:00".
  std::string EffectiveDate() const;
  std::string ExpirationDate() const;
  /// Object identifiers, separated by commas: "1.3.6.1.5.5.7.3.1" is serverAuth.
  std::string ExtendedKeyUsage() const;
  /// MD5, SHA-1 and SHA-256 of the certificate; without one of the public key, as `ssh-keygen -l` computes it:
  /// "bc:2a:72:...".
  std::string Fingerprint() const;
  std::string FingerprintSHA1() const;
  std::string FingerprintSHA256() const;
  /// Who has issued it, written as Subject.
  std::string Issuer() const;
  /// PEM (PKCS#8), not encrypted. "" too when it is in a device that keeps it.
  std::string PrivateKey() const;
  /// Whether its private key is there, so that a server can use it.
  bool PrivateKeyAvailable() const noexcept;
  /// Always "": Windows has them.
  std::string PrivateKeyContainer() const;
  /// PEM (SubjectPublicKeyInfo).
  std::string PublicKey() const;
  /// "RSA", "EC", "Ed25519" ..., or an object identifier.
  std::string PublicKeyAlgorithm() const;
  /// Bits.
  int PublicKeyLength() const;
  /// Hexadecimal digits, a pair for each byte: "03A1FF".
  std::string SerialNumber() const;
  /// "RSA_SHA256RSA", "ECDSA_SHA256", "Ed25519" ..., or an object identifier.
  std::string SignatureAlgorithm() const;
  /// Other names, separated by commas; one with a comma is quoted.
  std::string SubjectAltNames() const;
  /// Of the certificate: "BC2A72...".
  std::string ThumbprintMD5() const;
  std::string ThumbprintSHA1() const;
  std::string ThumbprintSHA256() const;
  /// UsageFlags in the documented words: "Digital Signature,Key Encipherment".
  std::string Usage() const;
  /// 0x80 Digital Signature, 0x40 Non-Repudiation, 0x20 Key Encipherment, 0x10 Data Encipherment, 0x08 Key Agreement,
  /// 0x04 Certificate Signing, 0x02 CRL Signing, 0x01 Encipher Only.
  int UsageFlags() const;
  /// "V1", "V2" or "V3".
  std::string Version() const;

  /// For TCPServer.
  explicit Certificate(std::shared_ptr<const State> state) noexcept;
  const State& Inside() const noexcept;

private:
  template <class Change>
  void change(Change alter);

  std::shared_ptr<const State> state_; // null: no certificate
};

} // namespace troupe
