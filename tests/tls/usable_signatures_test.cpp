#include <cstddef>
#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>

#include "troupe/tls/usable_signatures.hpp"

using namespace troupe;

namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

key_ptr made(const char* type, const char* detail = nullptr) {
  const std::string name{type};
  auto* const key = name == "EC"    ? EVP_PKEY_Q_keygen(nullptr, nullptr, type, detail)
                    : name == "RSA" ? EVP_PKEY_Q_keygen(nullptr, nullptr, type, std::size_t{2048})
                                    : EVP_PKEY_Q_keygen(nullptr, nullptr, type);
  BOOST_TEST_REQUIRE((key != nullptr));
  return {key, EVP_PKEY_free};
}

const std::string all = "ECDSA+SHA256:ed25519:rsa_pss_rsae_sha256:RSA+SHA256:ed448:rsa_pss_pss_sha256:DSA+SHA256";

} // namespace

BOOST_AUTO_TEST_SUITE(usable_signatures)

BOOST_AUTO_TEST_CASE(are_those_of_the_kind_of_key) {
  const auto ec = made("EC", "P-256");
  const auto rsa = made("RSA");
  const auto ed25519 = made("ED25519");
  const auto ed448 = made("ED448");
  using tls::usable_signatures;
  BOOST_TEST(usable_signatures(all, {ec.get()}) == "ECDSA+SHA256");
  BOOST_TEST(usable_signatures(all, {rsa.get()}) == "rsa_pss_rsae_sha256:RSA+SHA256");
  BOOST_TEST(usable_signatures(all, {ed25519.get()}) == "ed25519");
  BOOST_TEST(usable_signatures(all, {ed448.get()}) == "ed448");
  BOOST_TEST(usable_signatures(all, {ec.get(), ed448.get()}) == "ECDSA+SHA256:ed448");
}

BOOST_AUTO_TEST_CASE(are_all_where_none_would_be_left) {
  const auto ec = made("EC", "P-256");
  BOOST_TEST(tls::usable_signatures("RSA+SHA256", {ec.get()}) == "RSA+SHA256");
  BOOST_TEST(tls::usable_signatures(all, {}) == all);
}

BOOST_AUTO_TEST_SUITE_END()
