// Feeds what reads keys of SSH with arbitrary bytes: texts of public keys, private keys of OpenSSH, and the pairs of
// PuTTY, whose code over all of a file no random bytes would pass.

#include "troupe/tests/fuzz/store_outcome.hpp"
#include "troupe/tls/stores/ssh_key.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace troupe;
  const auto bytes = fuzz::text_of(data, size);
  fuzz::check(tls::read_ssh_public_key(bytes));
  fuzz::check(tls::read_openssh_key(bytes));
  (void)tls::read_ssh_public(bytes);
  (void)tls::read_openssh_pair(bytes);
  if (size == 0)
    return 0;
  const auto cut = bytes.substr(1).size() * data[0] / 255;
  (void)tls::read_putty_pair(bytes.substr(1, cut), bytes.substr(1 + cut));
  return 0;
}
