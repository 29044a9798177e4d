// Feeds what reads Java's key stores with arbitrary bytes, and the hash that they need to be looked at.

#include <string>

#include <openssl/sha.h>

#include "troupe/tests/fuzz/store_outcome.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace troupe;
  const auto bytes = fuzz::text_of(data, size);
  fuzz::check(tls::read_jks(bytes, "secret"));
  for (const std::string password : {"", "secret"}) {
    std::string hashed;
    for (const char each : password)
      hashed += {'\0', each};
    hashed.append("Mighty Aphrodite").append(bytes);
    unsigned char code[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const unsigned char*>(hashed.data()), hashed.size(), code);
    fuzz::check(tls::read_jks(std::string{bytes}.append(reinterpret_cast<const char*>(code), sizeof code), password));
  }
  return 0;
}
