// Feeds what reads the stores of OpenSSL with arbitrary bytes, and what takes the place of a PKCS#11 key apart.

#include "troupe/tests/fuzz/store_outcome.hpp"
#include "troupe/tls/stores/pkcs11_place.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace troupe;
  const auto text = fuzz::text_of(data, size);
  fuzz::check(tls::read_pem(text, "secret"));
  fuzz::check(tls::read_der(text, "secret"));
  fuzz::check(tls::read_p7b(text));
  fuzz::check(tls::read_pfx(text, "secret"));
  (void)tls::parse_pkcs11_place(std::string{text});
  return 0;
}
