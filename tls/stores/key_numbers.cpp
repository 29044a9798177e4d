#include "troupe/tls/stores/key_numbers.hpp"

#include <utility>
#include <vector>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

namespace troupe::tls {

namespace {

constexpr std::size_t most_bytes = 16384 / 8; // OPENSSL_RSA_MAX_MODULUS_BITS
constexpr int fewest_rsa_bits = 512;
constexpr int most_rsa_bits_without_primes = 8192; // it is tried out, which takes half a second
constexpr int most_dsa_bits = 3072;                // FIPS 186-4, 4.2; the check of a larger one would take long
constexpr int most_exponent_bits = 64;             // OPENSSL_RSA_MAX_PUBEXP_BITS

/// "Secure": what OSSL_PARAM_BLD(3) copies of it is wiped too.
owned<BIGNUM> blank() {
  return owned<BIGNUM>{BN_secure_new()};
}

owned<BIGNUM> number(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > most_bytes + 1)
    return nullptr;
  auto made = blank();
  const auto* const begin = reinterpret_cast<const unsigned char*>(bytes.data());
  if (made == nullptr || BN_bin2bn(begin, static_cast<int>(bytes.size()), made.get()) == nullptr)
    return nullptr;
  BN_set_flags(made.get(), BN_FLG_CONSTTIME);
  return made;
}

/// The parameters of a key for EVP_PKEY_fromdata(3). A failure shows in `make`.
class key_builder final {
public:
  explicit key_builder(const char* kind)
    : context_(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr)), list_(OSSL_PARAM_BLD_new()) {}

  /// OSSL_PARAM_BLD(3) reads the number only in `make`.
  void add(const char* name, owned<BIGNUM> value) {
    good_ =
      good_ && value != nullptr && list_ != nullptr && OSSL_PARAM_BLD_push_BN(list_.get(), name, value.get()) == 1;
    numbers_.push_back(std::move(value));
  }
  void add(const char* name, std::string_view bytes) {
    good_ =
      good_ && list_ != nullptr && OSSL_PARAM_BLD_push_octet_string(list_.get(), name, bytes.data(), bytes.size()) == 1;
  }
  void add_text(const char* name, const char* text) {
    good_ = good_ && list_ != nullptr && OSSL_PARAM_BLD_push_utf8_string(list_.get(), name, text, 0) == 1;
  }

  owned<EVP_PKEY> make(bool with_secret) {
    if (!good_ || context_ == nullptr)
      return nullptr;
    const owned<OSSL_PARAM> all{OSSL_PARAM_BLD_to_param(list_.get())};
    EVP_PKEY* made = nullptr;
    if (all == nullptr || EVP_PKEY_fromdata_init(context_.get()) != 1 ||
        EVP_PKEY_fromdata(context_.get(), &made, with_secret ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, all.get()) != 1)
      return nullptr;
    return owned<EVP_PKEY>{made};
  }

private:
  owned<EVP_PKEY_CTX> context_;
  owned<OSSL_PARAM_BLD> list_;
  std::vector<owned<BIGNUM>> numbers_;
  bool good_ = true;
};

/// What OpenSSL's own check (EVP_PKEY_check(3)) says of a key. Not for RSA: it would look for factors of the primes.
bool is_sound(EVP_PKEY* key, bool with_secret) {
  const owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
  if (context == nullptr || EVP_PKEY_public_check(context.get()) != 1)
    return false;
  return !with_secret || EVP_PKEY_pairwise_check(context.get()) == 1;
}

/// Whether what the public exponent does to a number is undone by the private one.
bool belong_together(const BIGNUM* n, const BIGNUM* e, const BIGNUM* d, BN_CTX* scratch) {
  if (BN_num_bits(n) > most_rsa_bits_without_primes)
    return false;
  const auto two = blank();
  const auto closed = blank();
  const auto opened = blank();
  return two != nullptr && closed != nullptr && opened != nullptr && BN_set_word(two.get(), 2) == 1 &&
         BN_mod_exp(closed.get(), two.get(), e, n, scratch) == 1 &&
         BN_mod_exp(opened.get(), closed.get(), d, n, scratch) == 1 && BN_cmp(opened.get(), two.get()) == 0;
}

/// d modulo what is one less than the prime (RFC 8017, 3.2).
owned<BIGNUM> exponent_of(const BIGNUM* prime, const BIGNUM* d, BN_CTX* scratch) {
  const auto less = blank();
  auto exponent = blank();
  const bool good = less != nullptr && exponent != nullptr && BN_sub(less.get(), prime, BN_value_one()) == 1 &&
                    BN_mod(exponent.get(), d, less.get(), scratch) == 1;
  return good ? std::move(exponent) : nullptr;
}

/// Whether it undoes the public exponent modulo what is one less than the prime.
bool is_inverse(const BIGNUM* exponent, const BIGNUM* e, const BIGNUM* prime, BN_CTX* scratch) {
  const auto less = blank();
  const auto product = blank();
  return exponent != nullptr && less != nullptr && product != nullptr &&
         BN_sub(less.get(), prime, BN_value_one()) == 1 &&
         BN_mod_mul(product.get(), exponent, e, less.get(), scratch) == 1 && BN_is_one(product.get()) != 0;
}

/// The primes, and what follows from them: computed, so that none of it can be wrong.
bool add_primes(key_builder& to, const BIGNUM* n, const BIGNUM* e, const BIGNUM* d, const rsa_numbers& from,
                BN_CTX* scratch) {
  auto p = number(from.prime1);
  auto q = number(from.prime2);
  const auto product = blank();
  if (p == nullptr || q == nullptr || product == nullptr || BN_is_odd(p.get()) == 0 || BN_is_odd(q.get()) == 0 ||
      BN_is_one(p.get()) != 0 || BN_is_one(q.get()) != 0 || BN_mul(product.get(), p.get(), q.get(), scratch) != 1 ||
      BN_cmp(product.get(), n) != 0)
    return false;
  auto inverse = blank();
  if (inverse == nullptr || BN_mod_inverse(inverse.get(), q.get(), p.get(), scratch) == nullptr)
    return false;
  auto dp = exponent_of(p.get(), d, scratch);
  auto dq = exponent_of(q.get(), d, scratch);
  if (!is_inverse(dp.get(), e, p.get(), scratch) || !is_inverse(dq.get(), e, q.get(), scratch))
    return false;
  to.add(OSSL_PKEY_PARAM_RSA_EXPONENT1, std::move(dp));
  to.add(OSSL_PKEY_PARAM_RSA_EXPONENT2, std::move(dq));
  to.add(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, std::move(inverse));
  to.add(OSSL_PKEY_PARAM_RSA_FACTOR1, std::move(p));
  to.add(OSSL_PKEY_PARAM_RSA_FACTOR2, std::move(q));
  return true;
}

owned<EVP_PKEY> rsa(const rsa_numbers& from) {
  auto n = number(from.modulus);
  auto e = number(from.exponent);
  if (n == nullptr || e == nullptr || BN_is_odd(n.get()) == 0 || BN_num_bits(n.get()) < fewest_rsa_bits ||
      BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) != 0 || BN_num_bits(e.get()) > most_exponent_bits)
    return nullptr;
  key_builder builder{"RSA"};
  const bool with_secret = !from.secret.empty();
  if (with_secret) {
    auto d = number(from.secret);
    const owned<BN_CTX> scratch{BN_CTX_secure_new()};
    if (d == nullptr || scratch == nullptr || BN_cmp(d.get(), n.get()) >= 0)
      return nullptr;
    const bool factored = !from.prime1.empty() || !from.prime2.empty();
    if (factored ? !add_primes(builder, n.get(), e.get(), d.get(), from, scratch.get())
                 : !belong_together(n.get(), e.get(), d.get(), scratch.get()))
      return nullptr;
    builder.add(OSSL_PKEY_PARAM_RSA_D, std::move(d));
  }
  builder.add(OSSL_PKEY_PARAM_RSA_N, std::move(n));
  builder.add(OSSL_PKEY_PARAM_RSA_E, std::move(e));
  return builder.make(with_secret);
}

owned<EVP_PKEY> dsa(const dsa_numbers& from) {
  auto p = number(from.p);
  auto q = number(from.q);
  if (p == nullptr || q == nullptr || BN_num_bits(p.get()) > most_dsa_bits || BN_num_bits(q.get()) > 256 ||
      BN_is_odd(p.get()) == 0 || BN_is_odd(q.get()) == 0)
    return nullptr;
  key_builder builder{"DSA"};
  builder.add(OSSL_PKEY_PARAM_FFC_P, std::move(p));
  builder.add(OSSL_PKEY_PARAM_FFC_Q, std::move(q));
  builder.add(OSSL_PKEY_PARAM_FFC_G, number(from.g));
  builder.add(OSSL_PKEY_PARAM_PUB_KEY, number(from.y));
  const bool with_secret = !from.secret.empty();
  if (with_secret)
    builder.add(OSSL_PKEY_PARAM_PRIV_KEY, number(from.secret));
  auto made = builder.make(with_secret);
  return made != nullptr && is_sound(made.get(), with_secret) ? std::move(made) : nullptr;
}

owned<EVP_PKEY> ec(const char* group, std::string_view point, std::string_view secret) {
  const bool with_secret = !secret.empty();
  key_builder builder{"EC"};
  builder.add_text(OSSL_PKEY_PARAM_GROUP_NAME, group);
  builder.add(OSSL_PKEY_PARAM_PUB_KEY, point);
  if (with_secret)
    builder.add(OSSL_PKEY_PARAM_PRIV_KEY, number(secret));
  auto made = builder.make(with_secret);
  return made != nullptr && is_sound(made.get(), with_secret) ? std::move(made) : nullptr;
}

owned<EVP_PKEY> raw(const char* kind, std::string_view bytes, std::string_view secret) {
  const auto* const open = reinterpret_cast<const unsigned char*>(bytes.data());
  owned<EVP_PKEY> known{EVP_PKEY_new_raw_public_key_ex(nullptr, kind, nullptr, open, bytes.size())};
  if (secret.empty() || known == nullptr)
    return known;
  const auto* const hidden = reinterpret_cast<const unsigned char*>(secret.data());
  owned<EVP_PKEY> made{EVP_PKEY_new_raw_private_key_ex(nullptr, kind, nullptr, hidden, secret.size())};
  return made != nullptr && EVP_PKEY_eq(made.get(), known.get()) == 1 ? std::move(made) : nullptr;
}

owned<EVP_PKEY> settled(owned<EVP_PKEY> made) {
  ERR_clear_error();
  return made;
}

} // namespace

owned<EVP_PKEY> make_rsa(const rsa_numbers& from) {
  return settled(rsa(from));
}

owned<EVP_PKEY> make_dsa(const dsa_numbers& from) {
  return settled(dsa(from));
}

owned<EVP_PKEY> make_ec(const char* group, std::string_view point, std::string_view secret) {
  return settled(ec(group, point, secret));
}

owned<EVP_PKEY> make_raw(const char* kind, std::string_view bytes, std::string_view secret) {
  return settled(raw(kind, bytes, secret));
}

} // namespace troupe::tls
