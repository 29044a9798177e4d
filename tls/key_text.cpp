#include "troupe/tls/key_text.hpp"

#include <memory>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "troupe/tls/algorithm_names.hpp"
#include "troupe/tls/handles.hpp"

namespace troupe::tls {

namespace {

struct public_key_freed {
  void operator()(X509_PUBKEY* gone) const noexcept { X509_PUBKEY_free(gone); }
};
using owned_public_key = std::unique_ptr<X509_PUBKEY, public_key_freed>;

/// The public key of a certificate, which has it in this form, or of a key.
class encoded_public_key {
public:
  explicit encoded_public_key(const credentials& of) {
    if (of.certificate() != nullptr) {
      found_ = X509_get_X509_PUBKEY(of.certificate());
    } else if (auto* const key = of.public_key(); key != nullptr) {
      X509_PUBKEY* made = nullptr;
      X509_PUBKEY_set(&made, key);
      made_.reset(made);
      found_ = made;
    }
    ERR_clear_error();
  }

  /// Also of an algorithm that OpenSSL does not know; nullptr: none.
  X509_PUBKEY* get() const noexcept { return found_; }

private:
  owned_public_key made_;
  X509_PUBKEY* found_ = nullptr;
};

/// What the memory holds; nothing of it is left there.
std::string taken(BIO* memory) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory, &text);
  std::string copy{text, static_cast<std::size_t>(size)};
  OPENSSL_cleanse(text, copy.size());
  return copy;
}

} // namespace

std::string public_key_der(const credentials& of) {
  const encoded_public_key found{of};
  unsigned char* bytes = nullptr;
  const int size = found.get() != nullptr ? i2d_X509_PUBKEY(found.get(), &bytes) : 0;
  std::string der{reinterpret_cast<const char*>(bytes), size > 0 ? static_cast<std::size_t>(size) : 0};
  OPENSSL_free(bytes);
  return der;
}

std::string public_key_pem(const credentials& of) {
  const encoded_public_key found{of};
  const owned<BIO> memory{BIO_new(BIO_s_mem())};
  const bool written =
    found.get() != nullptr && memory != nullptr && PEM_write_bio_X509_PUBKEY(memory.get(), found.get()) == 1;
  return written ? taken(memory.get()) : std::string{};
}

std::string public_key_algorithm(const credentials& of) {
  const encoded_public_key found{of};
  ASN1_OBJECT* name = nullptr;
  if (found.get() == nullptr || X509_PUBKEY_get0_param(&name, nullptr, nullptr, nullptr, found.get()) != 1)
    return {};
  return algorithm_name(name);
}

int public_key_length(const credentials& of) {
  const encoded_public_key found{of};
  auto* const key = found.get() != nullptr ? X509_PUBKEY_get0(found.get()) : nullptr;
  ERR_clear_error();
  if (key == nullptr)
    return 0;
  switch (EVP_PKEY_get_base_id(key)) {
  // OpenSSL says 253: how many of them are free. The key is 32 bytes (RFC 8032).
  case EVP_PKEY_ED25519:
  case EVP_PKEY_X25519:
    return 256;
  default:
    return EVP_PKEY_get_bits(key);
  }
}

std::string private_key_pem(const credentials& of) {
  if (of.key() == nullptr || of.in_device())
    return {};
  const owned<BIO> memory{BIO_new(BIO_s_mem())};
  const bool written = memory != nullptr && PEM_write_bio_PKCS8PrivateKey(memory.get(), of.key(), nullptr, nullptr, 0,
                                                                          nullptr, nullptr) == 1;
  ERR_clear_error();
  return written ? taken(memory.get()) : std::string{};
}

} // namespace troupe::tls
