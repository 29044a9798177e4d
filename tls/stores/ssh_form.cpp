#include "troupe/tls/stores/ssh_form.hpp"

#include <memory>
#include <string_view>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>

#include "troupe/tls/handles.hpp"

namespace troupe::tls {

namespace {

struct number_freed {
  void operator()(BIGNUM* gone) const noexcept { BN_free(gone); }
};
using owned_number = std::unique_ptr<BIGNUM, number_freed>;

void add_string(std::string& to, std::string_view bytes) {
  for (int shift = 24; shift >= 0; shift -= 8)
    to += static_cast<char>((bytes.size() >> static_cast<unsigned>(shift)) & 0xFFU);
  to += bytes;
}

owned_number number(const EVP_PKEY* key, const char* name) {
  BIGNUM* found = nullptr;
  EVP_PKEY_get_bn_param(key, name, &found);
  return owned_number{found};
}

/// Big endian, in `size` bytes.
std::string bytes_of(const BIGNUM* of, int size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  BN_bn2binpad(of, reinterpret_cast<unsigned char*>(bytes.data()), size);
  return bytes;
}

/// As an mpint (RFC 4251, 5): with a zero byte in front where it would be taken for a negative number.
void add_number(std::string& to, const BIGNUM* of) {
  add_string(to, bytes_of(of, BN_num_bits(of) / 8 + 1));
}

std::string rsa_form(const EVP_PKEY* key) {
  const auto exponent = number(key, OSSL_PKEY_PARAM_RSA_E);
  const auto modulus = number(key, OSSL_PKEY_PARAM_RSA_N);
  if (exponent == nullptr || modulus == nullptr)
    return {};
  std::string form;
  add_string(form, "ssh-rsa");
  add_number(form, exponent.get());
  add_number(form, modulus.get());
  return form;
}

std::string ec_form(const EVP_PKEY* key) {
  char group[64];
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, nullptr) != 1)
    return {};
  const std::string_view curve{group};
  const std::string name = curve == "prime256v1"  ? "nistp256"
                           : curve == "secp384r1" ? "nistp384"
                           : curve == "secp521r1" ? "nistp521"
                                                  : "";
  const auto x = number(key, OSSL_PKEY_PARAM_EC_PUB_X);
  const auto y = number(key, OSSL_PKEY_PARAM_EC_PUB_Y);
  if (name.empty() || x == nullptr || y == nullptr)
    return {};
  const int size = (EVP_PKEY_get_bits(key) + 7) / 8;
  std::string form;
  add_string(form, "ecdsa-sha2-" + name);
  add_string(form, name);
  add_string(form, '\x04' + bytes_of(x.get(), size) + bytes_of(y.get(), size));
  return form;
}

std::string ed25519_form(const EVP_PKEY* key) {
  unsigned char bytes[32];
  std::size_t size = sizeof bytes;
  if (EVP_PKEY_get_raw_public_key(key, bytes, &size) != 1)
    return {};
  std::string form;
  add_string(form, "ssh-ed25519");
  add_string(form, {reinterpret_cast<const char*>(bytes), size});
  return form;
}

/// The public half alone, in OpenSSL's own keeping: one that is in a device answers fewer questions.
owned<EVP_PKEY> public_half(const EVP_PKEY* of) {
  unsigned char* bytes = nullptr;
  const int size = i2d_PUBKEY(of, &bytes);
  const unsigned char* at = bytes;
  owned<EVP_PKEY> half{size > 0 ? d2i_PUBKEY(nullptr, &at, size) : nullptr};
  OPENSSL_free(bytes);
  return half;
}

} // namespace

std::string ssh_form(const evp_pkey_st* key) {
  const auto half = key != nullptr ? public_half(key) : nullptr;
  std::string form;
  if (half != nullptr) {
    switch (EVP_PKEY_get_base_id(half.get())) {
    case EVP_PKEY_RSA:
      form = rsa_form(half.get());
      break;
    case EVP_PKEY_EC:
      form = ec_form(half.get());
      break;
    case EVP_PKEY_ED25519:
      form = ed25519_form(half.get());
      break;
    default:
      break;
    }
  }
  ERR_clear_error();
  return form;
}

} // namespace troupe::tls
