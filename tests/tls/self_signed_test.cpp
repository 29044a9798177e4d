#include <ctime>
#include <string>

#include <boost/test/unit_test.hpp>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "troupe/tests/tls/minted.hpp"
#include "troupe/tests/tls/tls_client.hpp"
#include "troupe/tests/tls/tls_pair.hpp"
#include "troupe/tls/context.hpp"
#include "troupe/tls/handles.hpp"
#include "troupe/tls/self_signed.hpp"

using namespace troupe;
using namespace troupe::test;
using tls::make_self_signed;
using tls::owned;

namespace {

constexpr std::time_t day = 24L * 3600;

tls::credentials_ptr made_for(const std::string& name, std::time_t now = std::time(nullptr)) {
  auto made = make_self_signed(name, now);
  BOOST_REQUIRE(made);
  return *made;
}

bool is_host(const tls::credentials_ptr& made, const std::string& name) {
  return X509_check_host(made->certificate(), name.data(), name.size(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) ==
         1;
}

bool is_address(const tls::credentials_ptr& made, const char* address) {
  return X509_check_ip_asc(made->certificate(), address, 0) == 1;
}

/// What a client that trusts the certificate, and no other, thinks of it: X509_V_OK.
long verdict(const tls::credentials_ptr& made, const char* name) {
  auto rules = tls::context::make({}, made);
  BOOST_REQUIRE(rules);
  client_setup setup;
  setup.configure_context = [&](SSL_CTX* of) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(of), made->certificate());
    SSL_CTX_set_verify(of, SSL_VERIFY_PEER, nullptr);
  };
  setup.configure = [&](SSL* of) { SSL_set1_host(of, name); };
  tls_pair pair{*rules, setup};
  BOOST_TEST(pair.run());
  return SSL_get_verify_result(pair.client().native());
}

} // namespace

BOOST_AUTO_TEST_SUITE(self_signed)

BOOST_AUTO_TEST_CASE(names_the_host_and_this_machine) {
  const auto made = made_for("www.example.com");
  BOOST_TEST(made->subject() == "CN=www.example.com");
  BOOST_TEST(made->issuer() == made->subject());
  BOOST_TEST(is_host(made, "www.example.com"));
  BOOST_TEST(!is_host(made, "example.com"));
  BOOST_TEST(is_address(made, "127.0.0.1"));
  BOOST_TEST(is_address(made, "::1"));
  BOOST_TEST(is_host(made_for("*.example.com"), "www.example.com"));
}

BOOST_AUTO_TEST_CASE(names_an_address) {
  for (const auto* const each : {"192.0.2.7", "2001:db8::7", "127.0.0.1", "::1"}) {
    BOOST_TEST(is_address(made_for(each), each));
    BOOST_TEST(is_address(made_for(each), "127.0.0.1"));
  }
}

BOOST_AUTO_TEST_CASE(is_valid_for_thirty_days_from_an_hour_ago) {
  const auto now = std::time(nullptr);
  const auto made = made_for("localhost", now + 365 * day);
  const auto* const begins = X509_get0_notBefore(made->certificate());
  const auto* const ends = X509_get0_notAfter(made->certificate());
  BOOST_TEST(ASN1_TIME_cmp_time_t(begins, now + 365 * day - 3600) == 0);
  BOOST_TEST(ASN1_TIME_cmp_time_t(ends, now + 395 * day) == 0);
}

BOOST_AUTO_TEST_CASE(has_a_key_of_its_own_and_another_number_each_time) {
  const auto one = made_for("localhost");
  const auto other = made_for("localhost");
  BOOST_TEST(EVP_PKEY_is_a(one->key(), "EC"));
  BOOST_TEST(EVP_PKEY_get_bits(one->key()) == 256);
  BOOST_TEST(X509_check_private_key(one->certificate(), one->key()) == 1);
  BOOST_TEST(EVP_PKEY_eq(one->key(), other->key()) != 1);
  BOOST_TEST(
    ASN1_INTEGER_cmp(X509_get0_serialNumber(one->certificate()), X509_get0_serialNumber(other->certificate())) != 0);
}

BOOST_AUTO_TEST_CASE(is_no_authority) {
  const auto made = made_for("localhost");
  BOOST_TEST(X509_check_ca(made->certificate()) == 0);
  BOOST_TEST(X509_check_purpose(made->certificate(), X509_PURPOSE_SSL_SERVER, 0) == 1);
  BOOST_TEST(X509_check_purpose(made->certificate(), X509_PURPOSE_SSL_CLIENT, 0) == 0);
}

BOOST_AUTO_TEST_CASE(is_accepted_by_a_client_that_trusts_it) {
  BOOST_TEST(verdict(made_for("localhost"), "localhost") == X509_V_OK);
}

BOOST_AUTO_TEST_CASE(is_refused_for_a_name_that_can_not_be_one) {
  const std::string too_long(65, 'a');
  for (const auto& bad : {std::string{}, std::string{"a b"}, std::string{"a,DNS:b"}, std::string{".a"},
                          std::string{"a."}, std::string{"a..b"}, std::string{"*"}, std::string{"*.*.a"}, too_long,
                          std::string{"a\0b", 3}, std::string{"127.0.0.1\0b", 11},
                          std::string{"b\xC3\xBC"
                                      "cher"}}) {
    const auto made = make_self_signed(bad, 0);
    BOOST_TEST(!made, bad);
    if (!made)
      BOOST_TEST(made.why().code == tls::errc::invalid_option);
  }
}

BOOST_AUTO_TEST_SUITE_END()
