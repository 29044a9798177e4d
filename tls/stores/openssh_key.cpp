#include "troupe/tls/stores/ssh_key.hpp"
#include "troupe/tls/stores/store_content.hpp"
#include "troupe/tls/stores/wire_reader.hpp"

namespace troupe::tls {

result<store_content> read_openssh_key(std::string_view bytes) {
  using namespace std::string_view_literals;
  wire_reader from{bytes};
  if (from.bytes(15) != "openssh-key-v1\0"sv)
    return not_opened("not a private key of OpenSSH");
  const auto cipher = from.string();
  const auto derivation = from.string();
  from.string(); // its parameters
  const auto count = from.u32();
  from.string(); // the public key
  const auto secret = from.string();
  if (!from.good() || count != 1)
    return not_opened("the private key of OpenSSH is cut off");
  if (cipher != "none" || derivation != "none")
    return not_opened(
      "an encrypted key in OpenSSH's own form can't be read: convert it with ssh-keygen -p -m PKCS8, or, "
      "if it is an Ed25519 key, take its password away with ssh-keygen -p");
  wire_reader hidden{secret};
  const auto check = hidden.u32();
  const auto check_again = hidden.u32();
  if (check != check_again || !hidden.good())
    return not_opened("the private key of OpenSSH was changed");
  auto key = read_openssh_pair(hidden.rest());
  if (!key)
    return key.why();
  store_content content;
  content.keys.push_back(*std::move(key));
  return content;
}

} // namespace troupe::tls
