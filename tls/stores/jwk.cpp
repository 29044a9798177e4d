#include <optional>
#include <utility>

#include <nlohmann/json.hpp>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "troupe/tls/stores/base64.hpp"
#include "troupe/tls/stores/key_numbers.hpp"
#include "troupe/tls/stores/secret_bytes.hpp"
#include "troupe/tls/stores/store_content.hpp"

namespace troupe::tls {

namespace {

using nlohmann::json;

/// The curves of RFC 7518, 6.2.1.1, RFC 8812, 3.1 and RFC 8037, 2, by OpenSSL's names, and the bytes of a coordinate.
struct jwk_curve {
  std::string_view name;
  const char* group;
  std::size_t size;
};

constexpr jwk_curve points[] = {
  {"P-256", "P-256", 32}, {"P-384", "P-384", 48}, {"P-521", "P-521", 66}, {"secp256k1", "secp256k1", 32}};
constexpr jwk_curve raws[] = {
  {"Ed25519", "ED25519", 32}, {"Ed448", "ED448", 57}, {"X25519", "X25519", 32}, {"X448", "X448", 56}};

template <std::size_t Size>
const jwk_curve* find(const jwk_curve (&in)[Size], std::string_view name) {
  for (const auto& each : in)
    if (each.name == name)
      return &each;
  return nullptr;
}

/// "" when it is missing or no text.
std::string_view text_of(const json& key, const char* name) {
  const auto found = key.find(name);
  return found != key.end() && found->is_string() ? std::string_view{found->get_ref<const std::string&>()}
                                                  : std::string_view{};
}

/// Empty when it is missing, or not Base64 for URLs.
secret_bytes bytes_of(const json& key, const char* name) {
  auto bytes = from_base64url(text_of(key, name));
  if (!bytes)
    return {};
  secret_bytes kept{*bytes};
  wipe(*bytes);
  return kept;
}

/// Whether a secret number is there, but none that can be read: what is left would pass for a public key.
bool has_bad_secret(const json& key) {
  for (const char* const name : {"d", "p", "q"})
    if (key.contains(name) && bytes_of(key, name).size() == 0)
      return true;
  return false;
}

owned<EVP_PKEY> rsa_of(const json& key) {
  const auto n = bytes_of(key, "n");
  const auto e = bytes_of(key, "e");
  const auto d = bytes_of(key, "d");
  const auto p = bytes_of(key, "p");
  const auto q = bytes_of(key, "q");
  return make_rsa({n.view(), e.view(), d.view(), p.view(), q.view()});
}

owned<EVP_PKEY> ec_of(const json& key) {
  const auto* const curve = find(points, text_of(key, "crv"));
  const auto x = bytes_of(key, "x");
  const auto y = bytes_of(key, "y");
  const auto d = bytes_of(key, "d");
  if (curve == nullptr || x.size() != curve->size || y.size() != curve->size)
    return nullptr;
  return make_ec(curve->group, std::string{'\4'}.append(x.view()).append(y.view()), d.view());
}

owned<EVP_PKEY> okp_of(const json& key) {
  const auto* const curve = find(raws, text_of(key, "crv"));
  const auto x = bytes_of(key, "x");
  const auto d = bytes_of(key, "d");
  return curve != nullptr && x.size() == curve->size ? make_raw(curve->group, x.view(), d.view()) : nullptr;
}

/// x5c (RFC 7517, 4.7): Base64, the usual one, of DER.
failure add_chain(const json& key, store_content& to) {
  const auto chain = key.find("x5c");
  if (chain == key.end())
    return {};
  if (!chain->is_array())
    return not_opened("x5c of the JSON Web Key is no list");
  for (const auto& each : *chain) {
    const auto bytes = each.is_string() ? from_base64(each.get_ref<const std::string&>()) : std::nullopt;
    const auto* at = bytes ? reinterpret_cast<const unsigned char*>(bytes->data()) : nullptr;
    owned<X509> certificate{bytes ? d2i_X509(nullptr, &at, static_cast<long>(bytes->size())) : nullptr};
    if (certificate == nullptr)
      return fail(errc::store_not_opened, "a certificate in x5c of the JSON Web Key can't be read");
    to.certificates.push_back(std::move(certificate));
  }
  return {};
}

failure add(const json& key, store_content& to) {
  if (!key.is_object())
    return not_opened("not a JSON Web Key");
  const auto kind = text_of(key, "kty");
  if (kind != "RSA" && kind != "EC" && kind != "OKP")
    return not_opened(kind == "oct" ? "a symmetric JSON Web Key (kty oct) has no public half: it is of no use for TLS"
                                    : "not a JSON Web Key: kty is none of RSA, EC and OKP");
  if (key.contains("oth"))
    return not_opened("RSA keys of more than two primes can't be read");
  auto made = kind == "RSA" ? rsa_of(key) : kind == "EC" ? ec_of(key) : okp_of(key);
  if (made == nullptr || has_bad_secret(key))
    return not_opened(
      "the numbers of the JSON Web Key are missing, or do not belong together, or its crv is not known");
  (key.contains("d") ? to.keys : to.public_keys).push_back(std::move(made));
  return add_chain(key, to);
}

/// Keys of other kinds in a set are skipped (RFC 7517, 5), unless there is no other.
result<store_content> read_set(const json& keys) {
  if (keys.size() > most_keys)
    return too_many_keys();
  store_content content;
  failure first;
  for (const auto& each : keys) {
    store_content one;
    if (auto why = add(each, one)) {
      if (!first)
        first = std::move(why);
      continue;
    }
    content.add(std::move(one));
  }
  if (content.empty())
    return first ? first : not_opened("the JSON Web Key Set is empty");
  return content;
}

/// The numbers of a key, as text.
void wipe_values(json& key) {
  for (auto& each : key)
    if (each.is_string())
      wipe(each.get_ref<std::string&>());
}

result<store_content> read_parsed(const json& parsed) {
  if (parsed.is_object() && parsed.contains("ciphertext"))
    return not_opened("an encrypted JSON Web Key can't be read: decrypt it first");
  if (const auto keys = parsed.find("keys"); keys != parsed.end() && keys->is_array())
    return read_set(*keys);
  store_content content;
  if (auto why = add(parsed, content))
    return why;
  return content;
}

} // namespace

result<store_content> read_jwk(std::string_view text) {
  ERR_clear_error();
  auto parsed = json::parse(text.begin(), text.end(), nullptr, false);
  if (parsed.is_discarded())
    return not_opened("not JSON");
  auto content = read_parsed(parsed);
  wipe_values(parsed);
  if (const auto keys = parsed.find("keys"); keys != parsed.end())
    for (auto& each : *keys)
      wipe_values(each);
  return content;
}

} // namespace troupe::tls
