#include "troupe/examples/chat/cluster/proof.hpp"

#include <new>
#include <random>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace chat::cluster {

std::uint64_t random_number() {
  // On Linux each of them is getrandom(2) or RDRAND: unpredictable, not a seeded generator.
  std::random_device any;
  for (;;)
    if (const auto result = (std::uint64_t{any()} << 32U) | any(); result != 0)
      return result;
}

std::string prove(std::string_view secret, const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts)
    text += std::to_string(part.size()) + ":" + part;
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  const auto* done = HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                          reinterpret_cast<unsigned char*>(result.data()), &size);
  if (done == nullptr) // out of memory: all else is as OpenSSL wants it
    throw std::bad_alloc{};
  result.resize(size);
  return result;
}

bool same_proof(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace chat::cluster
