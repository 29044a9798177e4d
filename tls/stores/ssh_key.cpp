#include "troupe/tls/stores/ssh_key.hpp"

#include <utility>

#include "troupe/tls/stores/key_numbers.hpp"
#include "troupe/tls/stores/secret_bytes.hpp"
#include "troupe/tls/stores/store_content.hpp"
#include "troupe/tls/stores/wire_reader.hpp"

namespace troupe::tls {

namespace {

/// OpenSSL's name for a curve, and how many bytes a key of it has.
struct curve {
  std::string_view algorithm;
  const char* name;
  std::size_t size;
};

constexpr curve nist_curves[] = {
  {"ecdsa-sha2-nistp256", "P-256", 32}, {"ecdsa-sha2-nistp384", "P-384", 48}, {"ecdsa-sha2-nistp521", "P-521", 66}};
constexpr curve edwards_curves[] = {{"ssh-ed25519", "ED25519", 32}, {"ssh-ed448", "ED448", 57}};

template <std::size_t Size>
const curve* find(const curve (&in)[Size], std::string_view algorithm) {
  for (const auto& each : in)
    if (each.algorithm == algorithm)
      return &each;
  return nullptr;
}

result<owned<EVP_PKEY>> checked(owned<EVP_PKEY> key) {
  if (key == nullptr)
    return not_opened("the numbers of the key do not belong together");
  return result<owned<EVP_PKEY>>{std::move(key)};
}

failure cut_off() {
  return not_opened("the key is cut off");
}

failure unknown(std::string_view algorithm) {
  if (algorithm.find("-cert-v0") != std::string_view::npos)
    return not_opened("it is a certificate of OpenSSH, not a key");
  if (algorithm.compare(0, 3, "sk-") == 0)
    return not_opened("keys of FIDO devices can't be used for TLS");
  for (const char each : algorithm)
    if (each <= ' ' || each > '~')
      return not_opened("not a key of SSH");
  return not_opened("no such algorithm of SSH is known here: " + std::string{algorithm.substr(0, 64)});
}

/// PuTTY leaves out the zeros at the end, the most significant bytes of a little-endian number.
secret_bytes filled_up(std::string_view from, std::size_t size) {
  secret_bytes full{size};
  from.copy(reinterpret_cast<char*>(full.data()), size);
  return full;
}

/// What OpenSSH has as one string: seed and public key (RFC 8032, 5.1.5).
result<owned<EVP_PKEY>> read_openssh_edwards(const curve& of, wire_reader& from) {
  const auto open = from.string();
  const auto both = from.string();
  if (!from.good() || open.size() != of.size || both.size() != 2 * of.size || both.substr(of.size) != open)
    return cut_off();
  return checked(make_raw(of.name, open, both.substr(0, of.size)));
}

} // namespace

result<owned<EVP_PKEY>> read_ssh_public(std::string_view blob) {
  return read_putty_pair(blob, {});
}

result<owned<EVP_PKEY>> read_putty_pair(std::string_view blob, std::string_view secret) {
  wire_reader open{blob};
  wire_reader hidden{secret};
  const bool both = !secret.empty();
  const auto algorithm = open.string();
  if (algorithm == "ssh-rsa") {
    rsa_numbers numbers;
    numbers.exponent = open.mpint();
    numbers.modulus = open.mpint();
    if (both) {
      numbers.secret = hidden.mpint();
      numbers.prime1 = hidden.mpint();
      numbers.prime2 = hidden.mpint();
    }
    return open.good() && hidden.good() && both != numbers.secret.empty() ? checked(make_rsa(numbers)) : cut_off();
  }
  if (algorithm == "ssh-dss") {
    dsa_numbers numbers;
    for (auto* each : {&numbers.p, &numbers.q, &numbers.g, &numbers.y})
      *each = open.mpint();
    if (both)
      numbers.secret = hidden.mpint();
    return open.good() && hidden.good() && both != numbers.secret.empty() ? checked(make_dsa(numbers)) : cut_off();
  }
  if (const auto* nist = find(nist_curves, algorithm)) {
    open.string(); // the curve's name again
    const auto point = open.string();
    const auto exponent = both ? hidden.mpint() : std::string_view{};
    return open.good() && hidden.good() && both != exponent.empty() ? checked(make_ec(nist->name, point, exponent))
                                                                    : cut_off();
  }
  if (const auto* edwards = find(edwards_curves, algorithm)) {
    const auto bytes = open.string();
    const auto seed = both ? hidden.string() : std::string_view{};
    if (!open.good() || !hidden.good() || seed.size() > edwards->size)
      return cut_off();
    const auto full = filled_up(seed, edwards->size);
    return checked(make_raw(edwards->name, bytes, both ? full.view() : std::string_view{}));
  }
  return open.good() ? unknown(algorithm) : not_opened("not a key of SSH");
}

result<owned<EVP_PKEY>> read_openssh_pair(std::string_view bytes) {
  wire_reader from{bytes};
  const auto algorithm = from.string();
  if (algorithm == "ssh-rsa") {
    rsa_numbers numbers;
    numbers.modulus = from.mpint();
    numbers.exponent = from.mpint();
    numbers.secret = from.mpint();
    from.mpint(); // follows from the others
    numbers.prime1 = from.mpint();
    numbers.prime2 = from.mpint();
    return from.good() && !numbers.secret.empty() ? checked(make_rsa(numbers)) : cut_off();
  }
  if (algorithm == "ssh-dss") {
    dsa_numbers numbers;
    for (auto* each : {&numbers.p, &numbers.q, &numbers.g, &numbers.y, &numbers.secret})
      *each = from.mpint();
    return from.good() && !numbers.secret.empty() ? checked(make_dsa(numbers)) : cut_off();
  }
  if (const auto* nist = find(nist_curves, algorithm)) {
    from.string();
    const auto point = from.string();
    const auto exponent = from.mpint();
    return from.good() && !exponent.empty() ? checked(make_ec(nist->name, point, exponent)) : cut_off();
  }
  if (const auto* edwards = find(edwards_curves, algorithm))
    return read_openssh_edwards(*edwards, from);
  return from.good() ? unknown(algorithm) : cut_off();
}

} // namespace troupe::tls
