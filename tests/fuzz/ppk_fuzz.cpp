// Feeds what reads PuTTY's private keys with arbitrary texts, with and without a password.

#include "troupe/tests/fuzz/store_outcome.hpp"
#include "troupe/tls/stores/ppk_file.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace troupe;
  const auto text = fuzz::text_of(data, size);
  const auto file = tls::parse_ppk(text);
  // What it may ask for takes a second: not in every run.
  if (file && std::uint64_t{file->cost.memory} * file->cost.passes > 4096)
    return 0;
  fuzz::check(tls::read_ppk(text, {}));
  fuzz::check(tls::read_ppk(text, "secret"));
  return 0;
}
