// Feeds what makes keys of JSON and of XML with arbitrary texts, and what finds out the form of a store.

#include "troupe/tests/fuzz/store_outcome.hpp"
#include "troupe/tls/stores/store_form.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace troupe;
  const auto text = fuzz::text_of(data, size);
  (void)tls::form_of(text);
  fuzz::check(tls::read_jwk(text));
  fuzz::check(tls::read_xml(text));
  return 0;
}
