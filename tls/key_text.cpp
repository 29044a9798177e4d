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

/// Also one of an algorithm that OpenSSL does not know; nullptr: none.
owned_public_key public_key_of(const credentials& of) {
  X509_PUBKEY* found = nullptr;
  if (of.certificate() != nullptr)
    found = X509_PUBKEY_dup(X509_get_X509_PUBKEY(of.certificate()));
  else if (auto* const key = of.public_key(); key != nullptr)
    X509_PUBKEY_set(&found, key);
  ERR_clear_error();
  return owned_public_key{found};
}

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
  const auto found = public_key_of(of);
  unsigned char* bytes = nullptr;
  const int size = found != nullptr ? i2d_X509_PUBKEY(found.get(), &bytes) : 0;
  std::string der{reinterpret_cast<const char*>(bytes), size > 0 ? static_cast<std::size_t>(size) : 0};
  OPENSSL_free(bytes);
  return der;
}

std::string public_key_pem(const credentials& of) {
  const auto found = public_key_of(of);
  const owned<BIO> memory{BIO_new(BIO_s_mem())};
  const bool written =
    found != nullptr && memory != nullptr && PEM_write_bio_X509_PUBKEY(memory.get(), found.get()) == 1;
  return written ? taken(memory.get()) : std::string{};
}

std::string public_key_algorithm(const credentials& of) {
  const auto found = public_key_of(of);
  ASN1_OBJECT* name = nullptr;
  if (found == nullptr || X509_PUBKEY_get0_param(&name, nullptr, nullptr, nullptr, found.get()) != 1)
    return {};
  return algorithm_name(name);
}

int public_key_length(const credentials& of) {
  const auto found = public_key_of(of);
  auto* const key = found != nullptr ? X509_PUBKEY_get0(found.get()) : nullptr;
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
