#include "troupe/tls/fingerprints.hpp"

#include <cctype>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "troupe/tls/hexadecimal.hpp"
#include "troupe/tls/key_text.hpp"
#include "troupe/tls/stores/ssh_form.hpp"

namespace troupe::tls {

namespace {

const EVP_MD* function_of(hash_function hash) {
  switch (hash) {
  case hash_function::md5:
    return EVP_md5();
  case hash_function::sha1:
    return EVP_sha1();
  default:
    return EVP_sha256();
  }
}

std::string as_bytes(const unsigned char* digest, unsigned size) {
  return {reinterpret_cast<const char*>(digest), size};
}

/// The hash in bytes; "": none.
std::string digest_of(const x509_st* certificate, hash_function hash) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (X509_digest(certificate, function_of(hash), digest, &size) == 1)
    return as_bytes(digest, size);
  ERR_clear_error();
  return {};
}

std::string digest_of_key(const credentials& of, hash_function hash) {
  auto bytes = ssh_form(of.public_key());
  if (bytes.empty())
    bytes = public_key_der(of);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (!bytes.empty() && EVP_Digest(bytes.data(), bytes.size(), digest, &size, function_of(hash), nullptr) == 1)
    return as_bytes(digest, size);
  ERR_clear_error();
  return {};
}

} // namespace

std::string fingerprint(const credentials& of, hash_function hash) {
  const auto digest = of.certificate() != nullptr ? digest_of(of.certificate(), hash) : digest_of_key(of, hash);
  std::string text;
  for (const char each : hexadecimal(digest)) {
    if (text.size() % 3 == 2)
      text += ':';
    text += static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
  }
  return text;
}

std::string thumbprint(const credentials& of, hash_function hash) {
  return of.certificate() != nullptr ? hexadecimal(digest_of(of.certificate(), hash)) : std::string{};
}

} // namespace troupe::tls
