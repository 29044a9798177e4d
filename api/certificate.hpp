#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "troupe/api/bytes.hpp"

namespace troupe {

/// What kind of certificate store there is: the documented StoreType and CertStoreType, with their numbers.
///
/// This version opens PFX (PKCS#12) and PEM stores and certificates without a key; the others are refused with error
/// 271, which says why.
enum CertStoreTypes : int {
  cstUser = 0,    ///< of Windows
  cstMachine = 1, ///< of Windows
  cstPFXFile = 2,
  cstPFXBlob = 3, ///< binary or Base64, as all blobs
  cstJKSFile = 4,
  cstJKSBlob = 5,
  cstPEMKeyFile = 6, ///< a private key and its certificate; more certificates are its chain
  cstPEMKeyBlob = 7,
  cstPublicKeyFile = 8, ///< a certificate, PEM or DER
  cstPublicKeyBlob = 9,
  cstSSHPublicKeyBlob = 10,
  cstP7BFile = 11,
  cstP7BBlob = 12,
  cstSSHPublicKeyFile = 13,
  cstPPKFile = 14,
  cstPPKBlob = 15,
  cstXMLFile = 16,
  cstXMLBlob = 17,
  cstJWKFile = 18,
  cstJWKBlob = 19,
  cstBCFKSFile = 21,
  cstBCFKSBlob = 22,
  cstPKCS11 = 23,
  cstAuto = 99 ///< found out from the bytes, or from those of the file of that name
};

/// The documented Certificate type: a certificate, with its private key when the store it comes from has that.
///
/// A value that never changes: what the documentation sets field by field is given to the constructor. Copies share
/// what was read. Any thread.
class Certificate final {
public:
  /// What was read, and from where.
  struct State;

  /// No certificate: every field has its documented default.
  Certificate() noexcept = default;
  /// The certificate in `encoded` (PEM, DER or Base64), without a private key; cstPEMKeyBlob is for both together.
  /// Error 271 when it is none.
  explicit Certificate(BytesView encoded);
  /// Opens the store and takes the certificate whose subject is `subject` or contains it; "*": the first. `store` is
  /// the name of a file, or the store itself, as `store_type` says. Reads the file: it may block, and what is changed
  /// in the file later has no effect. Errors: 271 the store can't be opened (no such file, a wrong password ...), 272
  /// it has no such certificate, 273 the certificate doesn't belong to the private key.
  Certificate(CertStoreTypes store_type, BytesView store, std::string_view password = {},
              std::string_view subject = "*");
  /// Ours: a new certificate for the host `name` (a DNS name or an IP address), 127.0.0.1 and ::1, with a new key
  /// (ECDSA P-256); valid for 30 days. For trying things out: it has signed itself, so no client trusts it unless it is
  /// told to. The key is in memory only; when the value and its copies are gone nobody has it. Error 1002 when `name`
  /// can't be a host's.
  static Certificate SelfSigned(std::string_view name = "localhost");

  /// The certificate itself, without the key, in PEM. Default "".
  std::string Encoded() const;
  Bytes EncodedB() const;
  /// Who has issued it. Default "".
  std::string Issuer() const;
  /// Whether its private key is there, so that a server can use it. Default false.
  bool PrivateKeyAvailable() const noexcept;
  /// The store it was taken from: a name or the bytes. Default "MY".
  std::string Store() const;
  Bytes StoreB() const;
  std::string StorePassword() const;
  /// Default cstUser.
  CertStoreTypes StoreType() const noexcept;
  /// The full subject: "CN=www.example.com, O=Example, C=US"; a value with a comma is quoted. Default "".
  std::string Subject() const;

  /// For TCPServer.
  const State& Inside() const noexcept;

private:
  std::shared_ptr<const State> state_; // null: no certificate
};

} // namespace troupe
