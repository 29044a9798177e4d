#pragma once

#include <string>

#include "troupe/tests/support/temporary_file.hpp"

namespace troupe::test {

enum class key_kind { ecdsa, rsa };

/// What is wrong with a certificate that an authority has signed.
enum class certificate_flaw { none, expired, for_servers_only };

/// A certificate with its private key (P-256 or RSA of 2048 bits), made by openssl(1) in a folder of its own, and gone
/// with it. An ECDSA one takes some 20 ms.
class minted_certificate final {
public:
  /// For the host `name`: its subject is "CN=name, O=Troupe, C=US". Signed by itself, which makes it an authority; or
  /// by `authority`, which is needed only here. `extension`: one more, as x509v3_config(5) has it.
  explicit minted_certificate(const std::string& name, key_kind kind = key_kind::ecdsa,
                              const minted_certificate* authority = nullptr,
                              certificate_flaw flaw = certificate_flaw::none, const std::string& extension = {});

  /// Of files: the key and the certificate in PEM, and that of the authority if there is one; the certificate alone;
  /// the key alone.
  const std::string& pem_file() const noexcept { return pem_file_; }
  const std::string& certificate_file() const noexcept { return certificate_file_; }
  const std::string& key_file() const noexcept { return key_file_; }
  /// The same as `pem_file` in PKCS#12.
  std::string pfx_file(const std::string& password) const;
  /// The key alone, encrypted, and the certificate.
  std::string encrypted_pem_file(const std::string& password) const;

  /// What is in those files.
  std::string pem() const { return content_of(pem_file_); }
  std::string certificate_pem() const { return content_of(certificate_file_); }
  std::string key_pem() const { return content_of(key_file_); }
  std::string subject() const { return "CN=" + name_ + ", O=Troupe, C=US"; }

  /// All bytes of a file.
  static std::string content_of(const std::string& file);

private:
  void openssl(const std::string& arguments) const;

  std::string name_;
  temporary_folder folder_;
  std::string certificate_file_ = folder_.path_of("certificate.pem");
  std::string key_file_ = folder_.path_of("key.pem");
  std::string pem_file_ = folder_.path_of("both.pem");
};

} // namespace troupe::test
